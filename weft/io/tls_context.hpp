// All TLS connections of one role share a context. Each loop has its own: OpenSSL's locks are then never contended.
// Servers' contexts made from copies of the same options resume each other's sessions; a client's resumes its own.
//
//   auto context = io::TlsContext::server({.certificates = {certificate}, .alpn = {"h2", "spdy/3"}});
//   … io::TlsChannel(loop, socket, context, options)
//
// TLS 1.2 and 1.3. In 1.2 only suites with ephemeral keys and AEAD; no compression, no renegotiation, no early data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/io/tls_certificate.hpp>
#include <weft/io/tls_client_policy.hpp>
#include <weft/io/tls_ticket_keys.hpp>

struct ssl_ctx_st;

namespace weft::io {

class TlsContext;

enum class TlsVersion : std::uint8_t { tls12, tls13 };

// Seals the tickets by which clients resume.
using TlsTicketKeys = std::array<std::uint8_t, 80>;
TlsTicketKeys random_ticket_keys();

// For clients that ask for a host by RFC 6066 3, whatever the names of the certificates.
struct TlsHost {
  // A name or a pattern in lower case: base/host_pattern.hpp.
  std::string host;
  TlsCertificate certificate;
  std::vector<std::string> alpn = {};
  TlsClientPolicy clients = {};
};

struct TlsServerOptions {
  // The first is for clients that name no host or an unknown one. At least one.
  std::vector<TlsCertificate> certificates = {};
  // Names of the protocols above, the preferred one first. A client that offers only others is refused; without any
  // here, its offer is ignored.
  std::vector<std::string> alpn = {};
  // These go before the certificates with that name.
  std::vector<TlsHost> hosts = {};
  // For clients that ask for none of the hosts.
  TlsClientPolicy clients = {};
  TlsVersion minimum = TlsVersion::tls12;
  TlsTicketKeys ticket_keys = random_ticket_keys();
  // Instead of those, where there are any: read_ticket_keys().
  std::vector<TlsTicketKey> shared_ticket_keys = {};
};

enum class VerifyPeer : std::uint8_t { yes, no };

struct TlsClientOptions {
  std::vector<std::string> alpn = {};
  TlsVersion minimum = TlsVersion::tls12;
  VerifyPeer verify = VerifyPeer::yes;
  // A PEM file of certificates to trust instead of the system's.
  std::string trusted_file = {};
  // A client's context that has read its trusted certificates: they are used instead of being read again.
  std::shared_ptr<const TlsContext> trust_of = {};
  // For a server that asks for one.
  std::optional<TlsCertificate> certificate = {};
  // The public keys that the server may have: "sha256//" and the SHA-256 of the key, as SubjectPublicKeyInfo has it, in
  // Base64. None: any key.
  std::vector<std::string> pinned_keys = {};
  // So many are kept to be resumed, each with the server that it was made with. 0: every handshake is a full one.
  std::size_t most_sessions = 256;
};

class TlsContext {
 public:
  enum class Role : std::uint8_t { client, server };

  // Both throw TlsError.
  static std::shared_ptr<const TlsContext> server(TlsServerOptions options);
  static std::shared_ptr<const TlsContext> client(const TlsClientOptions& options);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  Role role() const;
  VerifyPeer verify() const;
  const std::vector<std::string>& pinned_keys() const;
  // A server has OCSP responses for some of its certificates.
  bool staples() const;
  // A server asks some of its clients for a certificate.
  bool asks_clients() const;
  // For clients of a server that ask for this host, a name in lower case.
  const TlsClientPolicy& clients_of(std::string_view host) const;
  ssl_ctx_st* native() const;

  struct State;

 private:
  explicit TlsContext(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace weft::io
