// For tests: the plainest of clients over TLS, which trusts any certificate.
#pragma once

#include <string>
#include <string_view>

#include <weft/io/openssl.hpp>
#include <weft/server/client_test.hpp>

namespace weft::server {

class TlsTestClient final : public TestClient {
 public:
  TlsTestClient(const Endpoint& endpoint, std::string_view alpn)
      : TestClient(endpoint), context_(::SSL_CTX_new(::TLS_client_method())) {
    const std::string names = static_cast<char>(alpn.size()) + std::string(alpn);
    ::SSL_CTX_set_alpn_protos(context_.get(), as_octets(names).data(), static_cast<unsigned>(names.size()));
    tls_.reset(::SSL_new(context_.get()));
    ::SSL_set_fd(tls_.get(), native());
    EXPECT_EQ(::SSL_connect(tls_.get()), 1);
  }

  void send(std::string_view octets) const override {
    std::size_t written = 0;
    ::SSL_write_ex(tls_.get(), octets.data(), octets.size(), &written);
  }
  std::string read_some() const override {
    char octets[16384];
    const int got = ::SSL_read(tls_.get(), octets, sizeof octets);
    return got <= 0 ? std::string() : std::string(octets, static_cast<std::size_t>(got));
  }

 private:
  io::OwnedSslContext context_;
  io::OwnedSsl tls_;
};

}  // namespace weft::server
