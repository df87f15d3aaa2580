// Clients that ask get the OCSP response of the certificate that they get.
#include <weft/io/tls_stapling.hpp>

#include <gtest/gtest.h>

#include <weft/io/ocsp_response_test.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::connected;
using test::run_until;

enum class Asks : std::uint8_t { no, yes };

class TlsStapling : public testing::TestWithParam<int> {
 protected:
  // The size of what a client gets.
  long stapled_by(const std::shared_ptr<const TlsContext>& server, std::string name, Asks asks = Asks::yes) {
    Loop loop;
    test::TcpPair pair = test::tcp_pair();
    test::Recorder user;
    TlsChannel channel(loop, connected(std::move(pair.server)), server, {});
    channel.start(user);
    const OwnedSslContext context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context.get(), GetParam());
    const OwnedSsl ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), pair.client.number());
    SSL_set_connect_state(ssl.get());
    if (asks == Asks::yes) {
      SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, TLSEXT_STATUSTYPE_ocsp, nullptr);
    }
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    run_until(loop, [&] {
      loop.post([] {});
      return SSL_do_handshake(ssl.get()) == 1 && user.opened;
    });
    const unsigned char* response = nullptr;
    return SSL_ctrl(ssl.get(), SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, static_cast<void*>(&response));
  }

  const test::Authority authority{"ours"};
  const TlsCertificate a = authority.issue("a.test");
  const TlsCertificate b = authority.issue("b.test");
};

INSTANTIATE_TEST_SUITE_P(versions, TlsStapling, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

TEST_P(TlsStapling, is_for_clients_that_ask) {
  const auto server = TlsContext::server({.certificates = {a.with_staple(test::ocsp_file(authority, a))}});
  EXPECT_GT(stapled_by(server, "a.test"), 100);
  EXPECT_LE(stapled_by(server, "a.test", Asks::no), 0);
}

TEST_P(TlsStapling, is_of_the_certificate_of_the_host) {
  const auto server =
      TlsContext::server({.certificates = {a},
                          .hosts = {{.host = "b.test", .certificate = b.with_staple(test::ocsp_file(authority, b))}}});
  EXPECT_GT(stapled_by(server, "b.test"), 100);
  EXPECT_LE(stapled_by(server, "a.test"), 0);
}

TEST_P(TlsStapling, leaves_out_what_has_expired) {
  const auto old = test::ocsp_file(authority, a, {.first = -7200, .last = -3600});
  EXPECT_LE(stapled_by(TlsContext::server({.certificates = {a.with_staple(old)}}), "a.test"), 0);
}

}  // namespace
}  // namespace weft::io
