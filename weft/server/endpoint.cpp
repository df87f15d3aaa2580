#include <weft/server/endpoint.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/authority.hpp>

namespace weft::server {
namespace {

[[noreturn]] void refuse(std::string_view url, std::string_view why) {
  throw std::invalid_argument(fmt::format("endpoint \"{}\": {}", url, why));
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

EndpointUrl parse_endpoint_url(std::string_view url) {
  auto rest = url;
  EndpointUrl out;
  if (take_prefix(rest, "unix:")) {
    if (rest.empty()) refuse(url, "the path of the socket is missing");
    out.transport = EndpointUrl::Transport::unix_socket;
    out.host = rest;
    return out;
  }
  out.secure = take_prefix(rest, "https://");
  if (!out.secure && !take_prefix(rest, "http://"))
    refuse(url, "expected https://host:port, http://host:port or unix:/path");
  if (rest.ends_with('/')) rest.remove_suffix(1);

  const auto authority = http::parse_authority(rest);
  if (!authority) refuse(url, "expected host or host:port, where host may be * or [IPv6 address]");
  out.host = without_brackets(authority->host);
  out.port = authority->port.value_or(out.secure ? 443 : 80);
  return out;
}

void check_endpoint(const EndpointUrl& endpoint, std::string_view url, const EndpointOptions& options) {
  const auto& file = options.socket_file;
  if (endpoint.transport != EndpointUrl::Transport::unix_socket && file != io::SocketFileOptions{}) {
    refuse(url, "mode, owner and group are for unix:/path");
  }
  if (file.mode && *file.mode > 0777) refuse(url, fmt::format("expected a mode up to 0777, not {:#o}", *file.mode));
}

std::string url_of(const EndpointUrl& endpoint, const io::Address& address) {
  if (endpoint.transport == EndpointUrl::Transport::unix_socket) return "unix:" + endpoint.host;
  const bool is_ipv6 = address.host.find(':') != address.host.npos;
  return fmt::format("{}://{}{}{}:{}", endpoint.secure ? "https" : "http", is_ipv6 ? "[" : "", address.host,
                     is_ipv6 ? "]" : "", address.port);
}

}  // namespace weft::server
