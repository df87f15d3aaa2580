// A server with an immediate answer, one that takes its time, and files:
//
//   ./hello [directory]                 examples/site unless told otherwise
//   curl -k https://localhost:8443/hello/weft
//   curl -kN https://localhost:8443/ticks
#include <chrono>
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include <weft/server/server.hpp>

using namespace std::chrono_literals;

namespace {

weft::Task<> ticks(weft::Context& c) {
  auto body = c.stream("text/event-stream");
  for (int i = 0; i < 10; ++i) {
    co_await body.write(fmt::format("data: {}\n\n", i));
    co_await c.sleep(1s);
  }
}

weft::Task<> length(weft::Context& c) {
  const auto octets = co_await c.body().discard();
  c.text(fmt::format("{} octets\n", octets));
}

}  // namespace

int main(int count, char** arguments) try {
  weft::Server server;
  server.get("/hello/{name}", [](weft::Context& c) { c.text("hello " + c.param("name") + "\n"); });
  server.get("/version", [](weft::Context& c) { c.text(weft::http::to_string(c.version())); });
  server.get("/ticks", ticks);
  server.post("/length", length);
  server.files("/", count > 1 ? arguments[1] : "examples/site");
  server.access_log({});
  server.listen("https://localhost:8443", weft::Certificate::self_signed("localhost"));
  server.run();
} catch (const std::exception& error) {
  fmt::print(stderr, "hello: {}\n", error.what());
  return 1;
}
