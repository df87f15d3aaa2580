#include <weft/io/tls_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>

#include <weft/io/openssl.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;

// The name on the certificate that a client gets that asks for `name`.
std::string certificate_for(const std::shared_ptr<const TlsContext>& server_side, const std::string& name) {
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  test::Recorder server_user;
  TlsChannel server(loop, test::connected(std::move(pair.server)), server_side, {});
  server.start(server_user);
  const OwnedSslContext context(SSL_CTX_new(TLS_client_method()));
  const OwnedSsl ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), pair.client.number());
  SSL_set_connect_state(ssl.get());
  std::string copy = name;
  if (!name.empty()) SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy.data());
  run_until(loop, [&] {
    loop.post([] {});
    return SSL_do_handshake(ssl.get()) == 1;
  });
  X509* certificate = SSL_get0_peer_certificate(ssl.get());
  char text[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text, sizeof text);
  return text;
}

// A certificate of RSA, unlike the others: the types must not mix.
TlsCertificate rsa_certificate() {
  const OwnedKey key(EVP_RSA_gen(2048));
  const OwnedX509 certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const unsigned char text[] = "default.example";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const OwnedBio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate.get());
  PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::string pem(16384, '\0');
  pem.resize(static_cast<std::size_t>(BIO_read(out.get(), pem.data(), 16384)));
  return TlsCertificate::from_pem(pem, pem);
}

TEST(TlsContext, the_name_that_the_client_asks_for_selects_the_certificate) {
  const auto context =
      TlsContext::server({.certificates = {rsa_certificate(), make_self_signed({"*.example.org"}).load(),
                                           make_self_signed({"exact.example.org"}).load()}});
  EXPECT_EQ(certificate_for(context, "exact.example.org"), "exact.example.org");
  EXPECT_EQ(certificate_for(context, "EXACT.Example.Org"), "exact.example.org");
  EXPECT_EQ(certificate_for(context, "other.example.org"), "*.example.org");
  EXPECT_EQ(certificate_for(context, "unknown.example"), "default.example");
  EXPECT_EQ(certificate_for(context, ""), "default.example");
}

// RFC 6066 3. A host that was said goes before the names of certificates.
TEST(TlsContext, hosts_have_certificates_of_their_own) {
  const auto context = TlsContext::server(
      {.certificates = {rsa_certificate(), make_self_signed({"a.test"}).load()},
       .hosts = {{"a.test", make_self_signed({"one"}).load()}, {"*.a.test", make_self_signed({"two"}).load()}}});
  EXPECT_EQ(certificate_for(context, "a.test"), "one");
  EXPECT_EQ(certificate_for(context, "B.A.Test"), "two");
  EXPECT_EQ(certificate_for(context, "unknown.test"), "default.example");
  EXPECT_EQ(certificate_for(context, ""), "default.example");
}

TEST(TlsContext, refuses_what_cannot_work) {
  EXPECT_THROW(TlsContext::server({}), TlsError);
  EXPECT_THROW(test::server_context({""}), TlsError);
  EXPECT_THROW(test::server_context({std::string(256, 'x')}), TlsError);
  EXPECT_THROW(TlsContext::client({.trusted_file = "/no/such.pem"}), TlsError);
}

TEST(TlsContext, a_client_shows_its_certificate_to_a_server_that_asks) {
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  const auto server_side = test::server_context();
  const auto accept_any = [](int, X509_STORE_CTX*) { return 1; };
  SSL_CTX_set_verify(server_side->native(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
  const auto client_side =
      TlsContext::client({.verify = VerifyPeer::no, .certificate = make_self_signed({"me.example"}).load()});
  test::Recorder client_user;
  test::Recorder server_user;
  TlsChannel client(loop, test::connected(std::move(pair.client)), client_side, {.server_name = "localhost"});
  TlsChannel server(loop, test::connected(std::move(pair.server)), server_side, {});
  client.start(client_user);
  server.start(server_user);
  run_until(loop, [&] { return server_user.opened || server_user.closed; });
  EXPECT_TRUE(server_user.opened) << server_user.reason;
}

TEST(TlsContext, knows_its_role) {
  EXPECT_EQ(test::server_context()->role(), TlsContext::Role::server);
  EXPECT_EQ(test::client_context()->role(), TlsContext::Role::client);
  EXPECT_EQ(test::client_context()->verify(), VerifyPeer::no);
}

// RFC 9113 9.2.2: "deployments of HTTP/2 that use TLS 1.2 MUST support TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
// [TLS-ECDHE] with the P-256 elliptic curve [RFC8422]."
TEST(TlsContext, supports_the_suite_that_everybody_must) {
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  const auto client_side = test::client_context();
  SSL_CTX_set_max_proto_version(client_side->native(), TLS1_2_VERSION);
  ASSERT_EQ(SSL_CTX_set_cipher_list(client_side->native(), "ECDHE-RSA-AES128-GCM-SHA256"), 1);
  ASSERT_EQ(SSL_CTX_set1_groups_list(client_side->native(), "P-256"), 1);
  test::Recorder client_user;
  test::Recorder server_user;
  TlsChannel client(loop, test::connected(std::move(pair.client)), client_side, {.server_name = "default.example"});
  TlsChannel server(loop, test::connected(std::move(pair.server)),
                    TlsContext::server({.certificates = {rsa_certificate()}}), {});
  client.start(client_user);
  server.start(server_user);
  run_until(loop, [&] { return server_user.opened; });
  EXPECT_EQ(server.tls()->cipher, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
}

// RFC 8446 4.2.8: a client guesses the group that the server takes, and a wrong guess costs a round trip.
TEST(TlsContext, a_client_guesses_that_the_server_has_x25519) {
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  test::Recorder user;
  TlsChannel client(loop, test::connected(std::move(pair.client)), test::client_context(),
                    {.server_name = "localhost"});
  client.start(user);
  std::array<char, 4096> room{};
  ssize_t got = -1;
  run_until(loop, [&] { return (got = ::recv(pair.server.number(), room.data(), room.size(), 0)) > 0; });
  const std::string hello(room.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  // The extension key_share with one entry: 29 is x25519, and its share has 32 octets.
  using namespace std::string_literals;
  EXPECT_THAT(hello, testing::HasSubstr("\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20"s));
}

}  // namespace
}  // namespace weft::io
