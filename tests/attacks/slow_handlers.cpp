// A server whose handlers take their time, and read nothing meanwhile: what the tool has none of.
//
//   ./slow_handlers directory           the files of the directory, and
//   GET or POST /wait/{seconds}         an answer after so long; nobody takes the request's body
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/server/server.hpp>

namespace {

weft::Task<> wait(weft::Context& c) {
  co_await c.sleep(std::chrono::seconds(std::stoi(c.param("seconds"))));
  c.text("waited\n");
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2) throw std::invalid_argument("usage: slow_handlers directory");
  weft::ServerOptions options;
  options.threads = 1;
  weft::Server server(options);
  server.get("/wait/{seconds}", wait);
  server.post("/wait/{seconds}", wait);
  server.files("/", arguments[1]);
  server.listen("http://127.0.0.1:0");
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "slow_handlers: {}\n", error.what());
  return 1;
}
