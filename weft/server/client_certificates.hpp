// The certificates that a server wants to see of its clients.
//
//   server.listen("https://*:443", certificate, {.client_certificates = weft::ClientCertificates::require("ca.pem")});
//   …
//   if (const auto* shown = c.client_certificate()) log(shown->subject, shown->fingerprint);
//
// The certificates of authorities in a PEM file vouch for clients, and nobody else does. A request for a host that
// wants something else than the connection was asked for is answered with 421, by which its client makes another
// connection. A file with anything wrong throws a std::runtime_error that names the file.
#pragma once

#include <string>
#include <utility>

#include <weft/io/tls_client_policy.hpp>

namespace weft {

class ClientCertificates {
 public:
  // Nothing.
  ClientCertificates() = default;
  // Clients may show one.
  static ClientCertificates request(std::string authorities) {
    return {io::AskClient::request, std::move(authorities)};
  }
  // Clients without one are refused in the handshake.
  static ClientCertificates require(std::string authorities) {
    return {io::AskClient::require, std::move(authorities)};
  }

  // With the certificates that the file holds now.
  ClientCertificates read_again() const { return {ask_, file_}; }
  // Empty where nothing is asked for.
  const std::string& file() const { return file_; }
  const io::TlsClientPolicy& tls() const { return tls_; }

 private:
  ClientCertificates(io::AskClient ask, std::string file)
      : ask_(ask), file_(std::move(file)), tls_(io::TlsClientPolicy::from_file(ask_, file_)) {}

  io::AskClient ask_ = io::AskClient::no;
  std::string file_;
  io::TlsClientPolicy tls_;
};

}  // namespace weft
