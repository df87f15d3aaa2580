// A server of weft's with a route for users of Kerberos:
//
//   kerberos_server KEYTAB LOG       /private and /more need a ticket, /free does not
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/server/auth/negotiate/negotiate.hpp>
#include <weft/server/server.hpp>

namespace {

void hello(weft::Context& c) {
  c.text(fmt::format("{} at {}\n", c.user().empty() ? "somebody" : c.user(), c.path()));
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 3) throw std::invalid_argument("usage: kerberos_server KEYTAB LOG");
  weft::Server server;
  const auto by_tickets = weft::server::negotiate(
      {.keytab = arguments[1], .on_refused = [](std::string_view why) { fmt::print(stderr, "refused: {}\n", why); }});
  for (const auto* path : {"/private", "/more"}) {
    server.get(path, hello).use(by_tickets);
    server.post(path, hello).use(by_tickets);
  }
  server.get("/free", hello);
  server.access_log({.path = arguments[2], .fields = "cs-uri-stem sc-status cs-version x-reason x-fallback"});
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.start();
  fmt::print("{}\n", server.endpoints().front().url);
  std::fflush(stdout);
  server.wait();
} catch (const std::exception& error) {
  fmt::print(stderr, "kerberos_server: {}\n", error.what());
  return 1;
}
