// The whole server, from an installed weft.
#include <weft/server/server.hpp>

int main() {
  weft::Server server;
  server.get("/", [](weft::Context& c) { c.text("hello"); });
  server.listen("http://127.0.0.1:0");
  server.start();
  const bool listening = server.endpoints().size() == 1;
  server.stop();
  server.wait();
  return listening ? 0 : 1;
}
