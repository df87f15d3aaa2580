// A server whose handlers take their time, and read nothing meanwhile: what the tool has none of.
//
//   ./slow_handlers directory [unix:/control.sock access.log]
//                                       the files of the directory, and
//   GET or POST /wait/{seconds}         an answer after so long; nobody takes the request's body
//   GET /events                         one event, and silence
//   GET /stream/{pieces}                so many pieces of 10,000 octets
//   POST /echo                          the request's body, as it comes
//   POST /whole                         the same, once all of it has come
//   GET /last/{pieces}                  as /stream, behind all others: the server says so
//   GET /working                        how many of these are at work
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/server/server.hpp>

namespace {

// Only the one thread counts here.
int handlers_at_work = 0;

struct AtWork {
  AtWork() { ++handlers_at_work; }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;
  ~AtWork() { --handlers_at_work; }
};

weft::Task<> wait(weft::Context& c) {
  const AtWork at_work;
  co_await c.sleep(std::chrono::seconds(std::stoi(c.param("seconds"))));
  c.text("waited\n");
}

weft::Task<> events(weft::Context& c) {
  const AtWork at_work;
  auto body = c.stream("text/event-stream");
  co_await body.write("data: once\n\n");
  co_await c.sleep(std::chrono::hours(24));
}

weft::Task<> echo(weft::Context& c) {
  const AtWork at_work;
  auto body = c.stream("text/plain");
  while (const auto octets = co_await c.body().read()) co_await body.write(*octets);
}

weft::Task<> whole(weft::Context& c) {
  const AtWork at_work;
  c.text((co_await c.body().text(1'000'000)).value_or("too long"));
}

weft::Task<> stream(weft::Context& c) {
  const AtWork at_work;
  if (c.path().starts_with("/last/")) c.set("priority", "u=7");
  auto body = c.stream("text/plain");
  const std::string piece(10'000, 'x');
  for (int i = std::stoi(c.param("pieces")); i > 0; --i) co_await body.write(piece);
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2 && count != 4) throw std::invalid_argument("usage: slow_handlers directory [control log]");
  weft::ServerOptions options;
  options.threads = 1;
  weft::Server server(options);
  server.get("/wait/{seconds}", wait);
  server.post("/wait/{seconds}", wait);
  server.get("/events", events);
  server.get("/stream/{pieces}", stream);
  server.get("/last/{pieces}", stream);
  server.post("/echo", echo);
  server.post("/whole", whole);
  server.get("/working", [](weft::Context& c) { c.text(std::to_string(handlers_at_work)); });
  server.files("/", arguments[1]);
  if (count == 4) {
    server.control(arguments[2]);
    server.access_log({.path = arguments[3],
                       .fields =
                           "x-connection-id x-stream-id cs-uri-stem x-wait-application x-wait-priority "
                           "x-wait-stream-window x-wait-connection-window x-wait-rate-limit x-wait-socket x-wait-pool "
                           "x-slow-cause x-slow-side"});
  }
  server.listen("http://127.0.0.1:0");
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "slow_handlers: {}\n", error.what());
  return 1;
}
