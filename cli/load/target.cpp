#include <cli/load/target.hpp>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <weft/http/authority.hpp>

namespace weft::cli::load {

namespace {

constexpr std::string_view unix_prefix = "unix:";

[[noreturn]] void refuse(const std::string& url, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", url, why));
}

Target parse_unix_target(const std::string& url) {
  const std::string_view rest = std::string_view(url).substr(unix_prefix.size());
  const std::size_t end = std::min(rest.find(":/"), rest.size());
  if (!rest.starts_with('/')) refuse(url, "expected the path of a socket behind unix:, from /");
  const std::string_view path = rest.substr(std::min(end + 1, rest.size()));
  auto asked = http::parse_url(fmt::format("http://localhost{}", path));
  if (!asked) refuse(url, "expected a path of visible ASCII, others as %xx");
  return {std::move(*asked), std::string(rest.substr(0, end))};
}

}  // namespace

std::string Target::origin() const {
  return socket.empty() ? url.origin() : fmt::format("{}{}", unix_prefix, socket);
}

Target parse_target(const std::string& url) {
  if (url.starts_with(unix_prefix)) return parse_unix_target(url);
  if (!http::split_url(url)) refuse(url, "expected a URL that begins with https://, http:// or unix:");
  auto parsed = http::parse_url(url);
  if (!parsed) refuse(url, to_string(parsed.error()));
  if (parsed->user_info) refuse(url, "expected a URL without user information");
  return {std::move(*parsed)};
}

Place place_of(const Target& target) {
  return {target.url.host, target.url.port, target.socket};
}

Place parse_place(const std::string& text, const Target& target) {
  if (text.starts_with(unix_prefix)) {
    Place place{.socket = text.substr(unix_prefix.size())};
    if (place.socket.starts_with('/')) return place;
  } else if (const auto authority = http::parse_authority(text)) {
    return {std::string(authority->bare_host()), authority->port.value_or(target.url.port), {}};
  }
  refuse(text, "expected host, host:port or unix:/path");
}

}  // namespace weft::cli::load
