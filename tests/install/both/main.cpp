// Server and client in one program: the client asks the server without a port.
#include <weft/client/client.hpp>
#include <weft/server/server.hpp>

int main() {
  weft::Server server({.threads = 1});
  server.get("/", [](weft::Context& c) { c.text("hello"); });
  weft::ClientOptions options;
  options.transport = weft::through(server);
  const weft::Client client(options);
  const auto page = client.get("http://server.test/").wait();
  return page && page->body == "hello" ? 0 : 1;
}
