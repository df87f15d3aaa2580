// weft_schema: prints the JSON Schema of configurations.

#include <iostream>

#include <weft/server/config/config.hpp>

int main() {
  std::cout << weft::Config::schema();
  return std::cout.flush() ? 0 : 1;
}
