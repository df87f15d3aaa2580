// A server of WebSockets for real clients:
//
//   websocket_server http://127.0.0.1:0 https://127.0.0.1:0
//
// /echo sends every message back, /version says over which version of HTTP it came, /close?4001 closes with that code,
// /closed tells how the one before was closed, /slow?1024 sends so many MiB, /sip reads slowly and answers to a text
// with the number of octets before it. / is an empty page, for browsers.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>

#include <fmt/format.h>

#include <weft/server/server.hpp>

namespace {

weft::Task<> echo(weft::WebSocket& s) {
  while (const auto message = co_await s.receive()) co_await s.send(*message);
}

weft::Task<> tell_version(weft::WebSocket& s) {
  co_await s.send(weft::http::to_string(s.context().version()));
  while (const auto message = co_await s.receive()) {
  }
}

weft::Task<> close_with_code(weft::WebSocket& s) {
  const std::string code(s.context().query());
  s.close(static_cast<weft::CloseCode>(std::atoi(code.c_str())), "as told");
  while (const auto message = co_await s.receive()) {
  }
}

weft::Task<> send_much(weft::WebSocket& s) {
  const std::string octets(std::size_t{1} << 20, 'x');
  const int count = std::atoi(std::string(s.context().query()).c_str());
  for (int i = 0; i < count; ++i) co_await s.send(weft::as_octets(octets));
}

weft::Task<> read_slowly(weft::WebSocket& s) {
  std::uint64_t octets = 0;
  while (const auto message = co_await s.receive()) {
    co_await s.context().sleep(std::chrono::milliseconds(10));
    if (message->is_text()) co_await s.send(fmt::format("{} octets", octets));
    octets += message->data.size();
  }
}

}  // namespace

int main(int count, char** arguments) try {
  std::string closed;
  weft::ServerOptions options;
  options.threads = 1;
  weft::Server server(options);
  weft::WebSocketOptions roomy;
  roomy.message = std::size_t{1} << 24;
  roomy.frame = std::size_t{1} << 24;
  roomy.subprotocols = {"second", "first"};
  roomy.deflate.takeover = true;
  server.get("/", [](weft::Context& c) { c.html("<!doctype html><title>WebSocket</title>"); });
  server.websocket("/echo", echo, roomy);
  server.websocket("/echo_forgetful", echo);
  server.websocket("/version", tell_version);
  server.websocket("/close", close_with_code);
  server.websocket("/slow", send_much);
  server.websocket("/sip", read_slowly);
  server.websocket("/remember", [&closed](weft::WebSocket& s) -> weft::Task<> {
    co_await echo(s);
    closed = fmt::format("{} {}", weft::websocket::number(s.close_code()), s.close_reason());
  });
  server.get("/closed", [&closed](weft::Context& c) { c.text(closed); });
  for (int i = 1; i < count; ++i) {
    const std::string_view url = arguments[i];
    if (url.starts_with("https:")) {
      server.listen(url, weft::Certificate::self_signed("localhost"));
    } else {
      server.listen(url);
    }
  }
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "websocket_server: {}\n", error.what());
  return 1;
}
