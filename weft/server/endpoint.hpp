// An endpoint is a place where a server listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/io/channel.hpp>
#include <weft/io/network.hpp>
#include <weft/io/socket_file.hpp>
#include <weft/server/certificate.hpp>
#include <weft/server/client_certificates.hpp>
#include <weft/server/ticket_keys.hpp>
#include <weft/session/server/options.hpp>

namespace weft {

// For clients that ask for a host by RFC 6066 3 (SNI).
struct HostOptions {
  // "example.org", "*.example.org", "*"; in lower case.
  std::string host;
  Certificate certificate;
  session::Protocols protocols{};
  ClientCertificates client_certificates{};
};

struct EndpointOptions {
  session::Protocols protocols{};
  // For "unix:/path": who may connect.
  io::SocketFileOptions socket_file{};
  // For https. All other clients get the certificate of the endpoint.
  std::vector<HostOptions> hosts{};
  TicketKeys ticket_keys{};
  // For clients of other hosts.
  ClientCertificates client_certificates{};
  // Connections of these peers begin with a PROXY header, ahead of TLS, and are then those of the client that it names:
  // in the log, for limits, and for handlers. A connection without one is closed. The header of all others is not read.
  io::TrustedPeers proxies{};
  // For routes that only its clients have: Server::endpoint(). Several may share it. Those of a configuration are
  // called as there.
  std::string name{};
};

namespace server {

struct EndpointUrl {
  enum class Transport : std::uint8_t { tcp, unix_socket };
  Transport transport = Transport::tcp;
  bool secure = false;
  // "*" for every address of the machine. An IPv6 address has no brackets here. A UNIX socket's path.
  std::string host;
  // 0: any free one.
  std::uint16_t port = 0;
};

// Throws std::invalid_argument.
[[noreturn]] void refuse_endpoint(std::string_view url, std::string_view why);

// "https://host:port", "http://host:port", "unix:/path" or "http://unix:/path". Throws std::invalid_argument that says
// what is wrong.
EndpointUrl parse_endpoint_url(std::string_view url);

// Throws std::invalid_argument where the options make no sense for the endpoint.
void check_endpoint(const EndpointUrl& endpoint, std::string_view url, const EndpointOptions& options);

// The endpoint with the address that was really taken.
std::string url_of(const EndpointUrl& endpoint, const io::Address& address);

}  // namespace server

// An endpoint that is listening: the address that was really taken.
struct Endpoint {
  // "https://127.0.0.1:8443", "unix:/run/weft.sock"
  std::string url{};
  io::Address address{};
  bool secure = false;
  session::Protocols protocols{};
  // EndpointOptions::name
  std::string name{};
};

}  // namespace weft
