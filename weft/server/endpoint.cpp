#include <weft/server/endpoint.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/url.hpp>

namespace weft::server {
namespace {

constexpr std::string_view unix_prefix = "unix:";
// As Kestrel writes it.
constexpr std::string_view long_unix_prefix = "http://unix:/";

}  // namespace

void refuse_endpoint(std::string_view url, std::string_view why) {
  throw std::invalid_argument(fmt::format("endpoint \"{}\": {}", url, why));
}

EndpointUrl parse_endpoint_url(std::string_view url) {
  EndpointUrl out;
  const bool is_long = url.starts_with(long_unix_prefix);
  if (is_long || url.starts_with(unix_prefix)) {
    out.transport = EndpointUrl::Transport::unix_socket;
    out.host = url.substr(is_long ? long_unix_prefix.size() - 1 : unix_prefix.size());
    if (out.host.empty()) refuse_endpoint(url, "the path of the socket is missing");
    return out;
  }
  const auto parts = http::split_url(url);
  if (!parts) refuse_endpoint(url, "expected https://host:port, http://host:port or unix:/path");
  const auto parsed = http::parse_url(url);
  if (!parsed) refuse_endpoint(url, to_string(parsed.error()));
  if (parsed->user_info || (!parts->rest.empty() && parts->rest != "/"))
    refuse_endpoint(url, "expected host or host:port and nothing more, where host may be * or [IPv6 address]");
  out.secure = parsed->scheme == http::Scheme::https;
  // Kestrel has two words for every address.
  out.host = parsed->host == "+" ? "*" : parsed->host;
  out.port = parsed->port;
  return out;
}

void check_endpoint(const EndpointUrl& endpoint, std::string_view url, const EndpointOptions& options) {
  const auto& file = options.socket_file;
  if (endpoint.transport != EndpointUrl::Transport::unix_socket && file != io::SocketFileOptions{}) {
    refuse_endpoint(url, "mode, owner and group are for unix:/path");
  }
  if (!endpoint.secure && !options.ticket_keys.files().empty()) refuse_endpoint(url, "keys of tickets are for https");
  if (!endpoint.secure && options.client_certificates.tls().asks())
    refuse_endpoint(url, "certificates of clients are for https");
  if (file.mode && *file.mode > 0777)
    refuse_endpoint(url, fmt::format("expected a mode up to 0777, not {:#o}", *file.mode));
}

std::string url_of(const EndpointUrl& endpoint, const io::Address& address) {
  if (endpoint.transport == EndpointUrl::Transport::unix_socket) return fmt::format("{}{}", unix_prefix, endpoint.host);
  const bool is_ipv6 = address.host.find(':') != address.host.npos;
  return fmt::format("{}://{}{}{}:{}", endpoint.secure ? "https" : "http", is_ipv6 ? "[" : "", address.host,
                     is_ipv6 ? "]" : "", address.port);
}

}  // namespace weft::server
