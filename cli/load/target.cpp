#include <cli/load/target.hpp>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <weft/http/authority.hpp>
#include <weft/http/target.hpp>

namespace weft::cli::load {

namespace {

constexpr std::string_view http_prefix = "http://";
constexpr std::string_view https_prefix = "https://";
constexpr std::string_view unix_prefix = "unix:";

[[noreturn]] void refuse(const std::string& url, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", url, why));
}

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

// RFC 9110 4.2.2 and 7.1: the fragment stays here, and the path is never empty.
void set_path(Target& target, const std::string& url, std::string_view path) {
  path = path.substr(0, path.find('#'));
  target.path = path.starts_with('/') ? std::string(path) : fmt::format("/{}", path);
  if (!http::is_valid_target(target.path)) refuse(url, "expected a path of visible ASCII, others as %xx");
}

Target parse_unix_target(const std::string& url) {
  Target target;
  target.scheme = Scheme::http;
  target.authority = target.host = "localhost";
  const std::string_view rest = std::string_view(url).substr(unix_prefix.size());
  const std::size_t end = std::min(rest.find(":/"), rest.size());
  target.socket = rest.substr(0, end);
  if (!target.socket.starts_with('/')) refuse(url, "expected the path of a socket behind unix:, from /");
  set_path(target, url, rest.substr(std::min(end + 1, rest.size())));
  return target;
}

}  // namespace

std::string Target::origin() const {
  if (!socket.empty()) return fmt::format("{}{}", unix_prefix, socket);
  return fmt::format("{}{}", scheme == Scheme::https ? https_prefix : http_prefix, authority);
}

Target parse_target(const std::string& url) {
  if (url.starts_with(unix_prefix)) return parse_unix_target(url);
  Target target;
  std::string_view rest = url;
  if (rest.starts_with(https_prefix)) {
    rest.remove_prefix(https_prefix.size());
  } else if (rest.starts_with(http_prefix)) {
    target.scheme = Scheme::http;
    rest.remove_prefix(http_prefix.size());
  } else {
    refuse(url, "expected a URL that begins with https://, http:// or unix:");
  }
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = http::parse_authority(rest.substr(0, end));
  if (!authority) refuse(url, "expected host or host:port behind the scheme");
  target.authority = rest.substr(0, end);
  target.host = without_brackets(authority->host);
  target.port = authority->port.value_or(target.scheme == Scheme::https ? 443 : 80);
  set_path(target, url, rest.substr(end));
  return target;
}

Place place_of(const Target& target) {
  return {target.host, target.port, target.socket};
}

Place parse_place(const std::string& text, const Target& target) {
  if (text.starts_with(unix_prefix)) {
    Place place{.socket = text.substr(unix_prefix.size())};
    if (place.socket.starts_with('/')) return place;
  } else if (const auto authority = http::parse_authority(text)) {
    return {without_brackets(authority->host), authority->port.value_or(target.port), {}};
  }
  refuse(text, "expected host, host:port or unix:/path");
}

}  // namespace weft::cli::load
