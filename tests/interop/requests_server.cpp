// A server of weft's that says what it has read of a request, for clients that write queries, cookies and forms:
//
//   requests_server             serves until it is told to end; prints the URL of TLS, and that of cleartext
#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>

#include <weft/server/json.hpp>
#include <weft/server/multipart_form.hpp>
#include <weft/server/server.hpp>

namespace {

using weft::Context;
using weft::Task;

constexpr std::size_t limit = 1024 * 1024;

nlohmann::json pairs_of(const weft::server::Values& values) {
  auto pairs = nlohmann::json::array();
  for (const auto& [name, value] : values) pairs.push_back({name, value});
  return pairs;
}

Task<> tell_form(Context& c) {
  const auto form = co_await c.body().form(limit);
  if (!form) co_return c.error(form.error());
  weft::send_json(c, pairs_of(*form));
}

Task<> tell_parts(Context& c) {
  auto form = c.multipart();
  auto parts = nlohmann::json::array();
  while (auto* part = co_await form.next()) {
    nlohmann::json told = {{"name", part->name()}, {"type", part->content_type()}};
    if (part->filename()) {
      told["filename"] = *part->filename();
      told["safe"] = part->safe_filename();
    }
    told["text"] = co_await part->text(limit);
    parts.push_back(std::move(told));
  }
  weft::send_json(c, parts);
}

void tell_cookies(Context& c) {
  std::string text;
  for (const auto* name : {"a", "b", "__Host-sid"}) text += fmt::format("{}={};", name, c.cookie(name).value_or("-"));
  c.text(text);
}

void set_cookies(Context& c) {
  c.set_cookie("a", "1").set_cookie("b", "x=y", {.max_age = std::chrono::minutes(1), .path = "/cookies"});
  if (c.secure()) c.set_cookie("__Host-sid", "31d4");
  c.text("set");
}

}  // namespace

int main() try {
  weft::Server server;
  server.get("/query", [](Context& c) { weft::send_json(c, pairs_of(c.query_values())); });
  server.post("/form", tell_form);
  server.post("/parts", tell_parts);
  server.get("/cookies", tell_cookies);
  server.get("/set", set_cookies);
  server.get("/clear", [](Context& c) { c.clear_cookie("a").text("cleared"); });
  server.post("/json", [](Context& c) -> Task<> { weft::send_json(c, co_await weft::read_json(c, limit)); });
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.listen("http://127.0.0.1:0");
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print("{}\n", endpoint.url);
  std::fflush(stdout);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "requests_server: {}\n", error.what());
  return 1;
}
