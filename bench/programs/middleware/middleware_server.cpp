// A server that answers with 6 octets behind a middleware, for bench/features.py.
//
//   middleware_server NAME      serves http://127.0.0.1 until SIGTERM and prints where; "--list" prints the names
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <weft/server/auth/basic.hpp>
#include <weft/server/auth/bearer.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/middlewares/body_limit.hpp>
#include <weft/server/middlewares/cors.hpp>
#include <weft/server/middlewares/request_id.hpp>
#include <weft/server/middlewares/security_headers.hpp>
#include <weft/server/middlewares/time_limit.hpp>
#include <weft/server/middlewares/trace_context.hpp>
#include <weft/server/server.hpp>

namespace {

using weft::Context;
using weft::Next;
using weft::Server;

void at_once(Server& server, int times) {
  for (int i = 0; i < times; ++i) server.use([](Context&, Next next) { next(); });
}

void waiting(Server& server, int times) {
  for (int i = 0; i < times; ++i) server.use([](Context&, Next next) -> weft::Task<> { co_await next(); });
}

constexpr std::pair<std::string_view, void (*)(Server&)> rows[] = {
    {"none", [](Server&) {}},
    {"one that does nothing", [](Server& server) { at_once(server, 1); }},
    {"three that do nothing", [](Server& server) { at_once(server, 3); }},
    {"a coroutine that does nothing", [](Server& server) { waiting(server, 1); }},
    {"request_id()", [](Server& server) { server.use(weft::server::request_id()); }},
    {"trace_context()", [](Server& server) { server.use(weft::server::trace_context()); }},
    {"security_headers()", [](Server& server) { server.use(weft::server::security_headers()); }},
    {"cors(), a page of another origin",
     [](Server& server) { server.use(weft::server::cors({.origins = {"https://app.example.org"}})); }},
    {"basic()",
     [](Server& server) {
       server.use(weft::server::basic("bench", [](std::string_view user, std::string_view password) {
         return user == "ada" && password == "lovelace";
       }));
     }},
    {"bearer()",
     [](Server& server) {
       server.use(weft::server::bearer("bench", [](std::string_view token) {
         return token == "0123456789abcdef" ? std::optional<std::string>("ada") : std::nullopt;
       }));
     }},
    {"body_limit()", [](Server& server) { server.use(weft::server::body_limit(1 << 20)); }},
    {"time_limit()", [](Server& server) { server.use(weft::server::time_limit(std::chrono::seconds(10))); }},
    {"compress(), a response that is too short for it", [](Server& server) { server.compress({}); }},
};

int serve(std::string_view name) {
  for (const auto& [row, prepare] : rows) {
    if (row != name) continue;
    Server server({.threads = 1});
    prepare(server);
    server.get("/a.txt", [](Context& c) { c.text("hello\n"); });
    server.listen("http://127.0.0.1:0");
    server.start();
    std::fprintf(stderr, "listening on %s\n", server.endpoints().front().url.c_str());
    server.wait();
    return 0;
  }
  std::fprintf(stderr, "middleware_server: no such name\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 2 ? argv[1] : "--list";
  if (name != "--list") return serve(name);
  for (const auto& [row, prepare] : rows) std::printf("%.*s\n", static_cast<int>(row.size()), row.data());
  return 0;
}
