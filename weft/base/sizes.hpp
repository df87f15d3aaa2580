// Numbers of octets: `using namespace weft::literals;`, then 64_KiB, 20_MiB, 1_GiB.
#pragma once

#include <cstddef>

namespace weft::literals {

consteval std::size_t operator""_KiB(unsigned long long number) {
  return number * 1024;
}
consteval std::size_t operator""_MiB(unsigned long long number) {
  return number * 1024 * 1024;
}
consteval std::size_t operator""_GiB(unsigned long long number) {
  return number * 1024 * 1024 * 1024;
}

}  // namespace weft::literals
