#include <cli/live/relay.hpp>

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include <weft/io/hash.hpp>
#include <weft/server/control/control_guard.hpp>

namespace weft::cli {
namespace {

constexpr std::size_t octets_of_secret = 16;

ClientOptions options_of(const std::string& socket_path) {
  ClientOptions options;
  options.unix_socket = socket_path;
  return options;
}

ServerOptions one_thread() {
  ServerOptions options;
  options.threads = 1;
  // A feed has no end of its own.
  options.drain = std::chrono::seconds(1);
  return options;
}

}  // namespace

LiveRelay::LiveRelay(const std::string& socket_path)
    : secret_(io::random_hex(octets_of_secret)), upstream_(options_of(socket_path)), server_(one_thread()) {
  server_.listen("http://127.0.0.1:0");
  server_.use(server::control_guard({.checks_host = true}));
  for (const auto* path : {"/live", "/live/events"}) {
    server_.get(fmt::format("/{}{}", secret_, path), [this, path](Context& c) { return pass_on(c, path); });
  }
}

std::string LiveRelay::address() const {
  return fmt::format("{}/{}/live", server_.endpoints().front().url, secret_);
}

Task<> LiveRelay::pass_on(Context& c, std::string path) const {
  auto response = co_await upstream_.in(c).get("http://localhost" + path).open();
  if (!response) {
    co_return server::answer_error(c, http::Status::bad_gateway, "live", response.error().text());
  }
  co_await stream_from(c, std::move(*response));
}

}  // namespace weft::cli
