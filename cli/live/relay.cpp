#include <cli/live/relay.hpp>

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <weft/io/hash.hpp>
#include <weft/server/control/control_guard.hpp>

namespace weft::cli {
namespace {

constexpr std::size_t octets_of_secret = 16;

// The page, and what it asks for.
struct Way {
  http::Method method;
  std::string_view path;
};
constexpr std::array ways = {Way{http::Method::get, "/live"}, Way{http::Method::get, "/live/events"},
                             Way{http::Method::get, "/streams"}, Way{http::Method::get, "/record"},
                             Way{http::Method::post, "/record"}};

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
  for (const auto& [method, path] : ways) {
    server_.route(method, fmt::format("/{}{}", secret_, path), [this, path](Context& c) { return pass_on(c, path); });
  }
}

std::string LiveRelay::address() const {
  return fmt::format("{}/{}/live", server_.endpoints().front().url, secret_);
}

Task<> LiveRelay::pass_on(Context& c, std::string_view path) const {
  const std::string query = c.query().empty() ? "" : fmt::format("?{}", c.query());
  auto response = co_await upstream_.in(c).request(c.method(), fmt::format("http://localhost{}{}", path, query)).open();
  if (!response) {
    co_return server::answer_error(c, http::Status::bad_gateway, "live", response.error().text());
  }
  co_await stream_from(c, std::move(*response));
}

}  // namespace weft::cli
