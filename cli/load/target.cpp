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

[[noreturn]] void refuse(const std::string& url, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", url, why));
}

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

std::string Target::origin() const {
  return fmt::format("{}{}", scheme == Scheme::https ? https_prefix : http_prefix, authority);
}

Target parse_target(const std::string& url) {
  Target target;
  std::string_view rest = url;
  if (rest.starts_with(https_prefix)) {
    rest.remove_prefix(https_prefix.size());
  } else if (rest.starts_with(http_prefix)) {
    target.scheme = Scheme::http;
    rest.remove_prefix(http_prefix.size());
  } else {
    refuse(url, "expected a URL that begins with https:// or http://");
  }
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = http::parse_authority(rest.substr(0, end));
  if (!authority) refuse(url, "expected host or host:port behind the scheme");
  target.authority = rest.substr(0, end);
  target.host = without_brackets(authority->host);
  target.port = authority->port.value_or(target.scheme == Scheme::https ? 443 : 80);
  // RFC 9110 4.2.2 and 7.1: the fragment stays here, and the path is never empty.
  const std::string_view path = rest.substr(end, rest.find('#') - end);
  target.path = path.starts_with('/') ? std::string(path) : fmt::format("/{}", path);
  if (!http::is_valid_target(target.path)) refuse(url, "expected a path of visible ASCII, others as %xx");
  return target;
}

}  // namespace weft::cli::load
