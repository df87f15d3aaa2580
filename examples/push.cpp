// A page that brings its style sheet and its script along, before the browser asks for them:
//
//   ./push [url [directory]]            https://localhost:8443 and examples/site unless told otherwise
//   nghttp -nv https://localhost:8443/
#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>

#include <weft/server/server.hpp>

namespace {

void home(weft::Context& c) {
  c.push("/style.css");
  // The script is needed later and must not hold up what is needed now.
  c.push("/demo.js", {.priority = weft::http::Priority{.urgency = 5}});
  c.file("index.html");
}

// Pushes what it is told to, and says on which rung, and why not on the first.
void push(weft::Context& c) {
  const auto query = c.query().empty() ? std::string() : fmt::format("?{}", c.query());
  const auto pushed = c.push(fmt::format("/{}{}", c.param("path"), query));
  c.text(fmt::format("{} {}", to_string(pushed.rung), to_string(pushed.outcome)));
}

void listen(weft::Server& server, std::string_view url) {
  if (url.starts_with("https:")) {
    server.listen(url, weft::Certificate::self_signed("localhost"));
  } else {
    server.listen(url);
  }
}

}  // namespace

int main(int count, char** arguments) try {
  weft::Server server;
  server.get("/", home);
  server.get("/push/{path...}", push);
  server.files("/", count > 2 ? arguments[2] : "examples/site");
  server.access_log({.fields = "time cs-method cs-uri-stem sc-status cs-version x-stream-id x-push-rung x-reason"});
  listen(server, count > 1 ? arguments[1] : "https://localhost:8443");
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "push: {}\n", error.what());
  return 1;
}
