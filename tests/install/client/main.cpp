// The whole client, from an installed weft. Nothing listens on port 1, and the client says so.
#include <weft/client/client.hpp>

int main() {
  const weft::Client client;
  const auto page = client.get("http://127.0.0.1:1/").wait();
  return !page && page.error().text() == "connect: connection_refused" ? 0 : 1;
}
