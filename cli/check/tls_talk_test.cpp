// Against OpenSSL's server, in memory.
#include <cli/check/tls_talk.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <stdexcept>
#include <string>

#include <cli/check/rsa_certificate_test.hpp>

namespace weft::cli::check {
namespace {

using conformance::TlsHeard;
using conformance::TlsOffer;
using Versions = TlsOffer::Versions;
using Handshake = TlsHeard::Handshake;

// Takes the first of "h2" alone.
int choose_h2(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
              unsigned int in_size, void* /*argument*/) {
  static constexpr std::array<unsigned char, 3> known{2, 'h', '2'};
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, known.data(), known.size(), in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

class Server {
 public:
  explicit Server(const io::SelfSigned& certificate = test::rsa_certificate())
      : context_(SSL_CTX_new(TLS_server_method())) {
    const auto parts = certificate.load();
    SSL_CTX_set_security_level(&context(), 0);
    SSL_CTX_use_cert_and_key(&context(), parts.parts().certificate.get(), parts.parts().key.get(), nullptr, 1);
    SSL_CTX_set_alpn_select_cb(&context(), choose_h2, nullptr);
    SSL_CTX_set_dh_auto(&context(), 1);
  }

  SSL_CTX& context() { return *context_; }
  SSL& ssl() { return *ssl_; }
  const std::string& received() const { return received_; }

  // Until nobody has anything more to say.
  void exchange(TlsTalk& talk) {
    if (!ssl_) begin();
    for (bool has_said = true; has_said;) {
      testkit::Bytes octets = talk.take_sealed();
      BIO_write(SSL_get_rbio(ssl_.get()), octets.data(), static_cast<int>(octets.size()));
      read();
      has_said = !octets.empty();
      octets = said();
      has_said = has_said || !octets.empty();
      if (!octets.empty()) talk.receive(octets);
    }
  }

  void write(std::string_view text) { SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())); }

 private:
  void begin() {
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
  }

  void read() {
    std::array<char, 1'000> some;
    for (int got; (got = SSL_read(ssl_.get(), some.data(), some.size())) > 0;)
      received_.append(some.data(), static_cast<std::size_t>(got));
  }

  testkit::Bytes said() {
    testkit::Bytes octets(100'000);
    const int got = BIO_read(SSL_get_wbio(ssl_.get()), octets.data(), static_cast<int>(octets.size()));
    octets.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return octets;
  }

  io::OwnedSslContext context_;
  io::OwnedSsl ssl_;
  std::string received_;
};

TEST(TlsTalk, agrees_on_what_is_offered_and_carries_octets_both_ways) {
  Server server;
  const TlsOffer offer{.versions = Versions::only_12, .suites = "ECDHE-RSA-AES128-GCM-SHA256", .group = "P-256"};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_EQ(talk.heard().handshake, Handshake::done);
  EXPECT_EQ(talk.heard().version, "TLSv1.2");
  EXPECT_EQ(talk.heard().suite, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(talk.heard().protocol, "h2");
  EXPECT_EQ(talk.heard().dhe_bits, 0);
  EXPECT_STREQ(SSL_get_servername(&server.ssl(), TLSEXT_NAMETYPE_host_name), "localhost");
  talk.send(testkit::text("question"));
  server.write("answer");
  server.exchange(talk);
  EXPECT_EQ(server.received(), "question");
  EXPECT_EQ(as_text(talk.take_opened()), "answer");
  EXPECT_FALSE(talk.has_ended());
  SSL_shutdown(&server.ssl());
  server.exchange(talk);
  EXPECT_TRUE(talk.has_ended());
}

TEST(TlsTalk, speaks_tls_11_which_no_other_client_of_ours_does) {
  Server server;
  SSL_CTX_set_min_proto_version(&server.context(), TLS1_VERSION);
  const TlsOffer offer{.versions = Versions::only_11, .suites = conformance::prohibited_suites()};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_EQ(talk.heard().version, "TLSv1.1") << talk.heard().refusal;
  EXPECT_EQ(talk.heard().protocol, "h2");
}

TEST(TlsTalk, names_no_address_and_offers_no_protocol_where_there_is_none) {
  Server server;
  const TlsOffer offer{.protocols = {}};
  TlsTalk talk(offer, "127.0.0.1");
  server.exchange(talk);
  EXPECT_EQ(talk.heard().handshake, Handshake::done);
  EXPECT_EQ(talk.heard().protocol, "");
  EXPECT_EQ(SSL_get_servername(&server.ssl(), TLSEXT_NAMETYPE_host_name), nullptr);
}

TEST(TlsTalk, tells_by_which_alert_it_is_refused) {
  Server server;
  const TlsOffer offer{.protocols = {"weft-unknown"}};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_EQ(talk.heard().handshake, Handshake::refused);
  EXPECT_EQ(talk.heard().alert, 120);
  EXPECT_EQ(talk.heard().refusal, "alert 120 (no application protocol)");
}

TEST(TlsTalk, is_refused_by_the_end_of_the_connection) {
  TlsOffer offer;
  TlsTalk talk(offer, "localhost");
  EXPECT_EQ(talk.heard().handshake, Handshake::begun);
  talk.end();
  EXPECT_EQ(talk.heard().handshake, Handshake::refused);
  EXPECT_EQ(talk.heard().refusal, "the connection was closed");
}

TEST(TlsTalk, takes_what_is_no_tls_for_a_fault) {
  TlsOffer offer;
  TlsTalk talk(offer, "localhost");
  talk.receive(testkit::text("HTTP/1.1 400 Bad Request\r\n\r\n"));
  EXPECT_EQ(talk.heard().handshake, Handshake::faulty);
}

TEST(TlsTalk, knows_the_size_of_a_key_of_dhe) {
  for (const unsigned bits : {1'024u, 2'048u}) {
    Server server(bits == 2'048 ? test::rsa_certificate() : test::make_rsa_certificate(bits));
    const TlsOffer offer{.versions = Versions::only_12, .suites = "DHE-RSA-AES128-GCM-SHA256"};
    TlsTalk talk(offer, "localhost");
    server.exchange(talk);
    EXPECT_EQ(talk.heard().dhe_bits, static_cast<int>(bits)) << talk.heard().refusal;
  }
}

// OpenSSL's server reads the offer, and takes none.
TEST(TlsTalk, offers_compression_and_hears_which_method_is_chosen) {
  const TlsOffer offer{.versions = Versions::only_12, .compression = true};
  TlsTalk talk(offer, "localhost");
  const testkit::Bytes hello = talk.take_sealed();
  constexpr std::size_t suites = 5 + 4 + 2 + 32 + 1;
  ASSERT_GT(hello.size(), suites + 2);
  EXPECT_EQ(hello.size(), 5u + static_cast<std::size_t>(hello[3] << 8 | hello[4]));
  EXPECT_EQ(hello[suites - 1], 0) << "a session";
  const std::size_t methods = suites + 2 + static_cast<std::size_t>(hello[suites] << 8 | hello[suites + 1]);
  EXPECT_EQ((testkit::Bytes{hello.begin() + static_cast<std::ptrdiff_t>(methods),
                            hello.begin() + static_cast<std::ptrdiff_t>(methods) + 3}),
            testkit::hex("02 01 00"));
  // ServerHello with the first suite that was offered, and DEFLATE.
  testkit::Bytes answer = testkit::hex("16 0303 002a | 02 000026 0303");
  answer.resize(answer.size() + 32, 7);
  answer.insert(answer.end(), {0, hello[suites + 2], hello[suites + 3], 1});
  talk.receive(answer);
  EXPECT_TRUE(talk.heard().answered);
  EXPECT_EQ(talk.heard().compression, 1);
}

TEST(TlsTalk, is_answered_without_compression_by_a_server_that_has_none) {
  Server server;
  const TlsOffer offer{.versions = Versions::only_12, .compression = true};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_TRUE(talk.heard().answered) << talk.heard().refusal;
  EXPECT_EQ(talk.heard().compression, 0);
}

TEST(TlsTalk, is_told_by_an_alert_that_there_is_no_other_handshake) {
  Server server;
  SSL_CTX_set_options(&server.context(), SSL_OP_NO_RENEGOTIATION);
  const TlsOffer offer{.versions = Versions::only_12, .renegotiates = true};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  talk.renegotiate();
  server.exchange(talk);
  EXPECT_EQ(talk.heard().alert, 100);
  EXPECT_FALSE(talk.heard().renegotiated);
  EXPECT_FALSE(talk.has_ended());
  // The server is not made to end the connection.
  EXPECT_THAT(talk.take_sealed(), testing::IsEmpty());
}

TEST(TlsTalk, notices_that_another_handshake_comes_to_its_end) {
  Server server;
  SSL_CTX_set_options(&server.context(), SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  const TlsOffer offer{.versions = Versions::only_12, .renegotiates = true};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_FALSE(talk.heard().renegotiated);
  talk.renegotiate();
  server.exchange(talk);
  EXPECT_TRUE(talk.heard().renegotiated);
}

TEST(TlsTalk, hears_data_that_comes_before_the_answer_to_another_handshake) {
  Server server;
  SSL_CTX_set_options(&server.context(), SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  const TlsOffer offer{.versions = Versions::only_12, .renegotiates = true};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  talk.renegotiate();
  server.write("goodbye");
  server.exchange(talk);
  EXPECT_EQ(as_text(talk.take_opened()), "goodbye");
}

TEST(TlsTalk, notices_that_the_server_asks_for_another_handshake) {
  Server server;
  const TlsOffer offer{.versions = Versions::only_12};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_FALSE(talk.heard().hello_request);
  SSL_renegotiate(&server.ssl());
  SSL_do_handshake(&server.ssl());
  server.exchange(talk);
  EXPECT_TRUE(talk.heard().hello_request);
}

TEST(TlsTalk, notices_that_the_server_asks_for_a_certificate_later) {
  Server server;
  const TlsOffer offer{.versions = Versions::only_13, .late_certificate = true};
  TlsTalk talk(offer, "localhost");
  server.exchange(talk);
  EXPECT_FALSE(talk.heard().certificate_request);
  SSL_set_verify(&server.ssl(), SSL_VERIFY_PEER, nullptr);
  ASSERT_EQ(SSL_verify_client_post_handshake(&server.ssl()), 1);
  SSL_do_handshake(&server.ssl());
  server.exchange(talk);
  EXPECT_TRUE(talk.heard().certificate_request);
}

// A server that asks in the handshake keeps the RFC.
TEST(TlsTalk, does_not_mind_being_asked_for_a_certificate_in_the_handshake) {
  for (const Versions versions : {Versions::only_12, Versions::only_13}) {
    Server server;
    SSL_CTX_set_verify(&server.context(), SSL_VERIFY_PEER, nullptr);
    const TlsOffer offer{.versions = versions, .late_certificate = true};
    TlsTalk talk(offer, "localhost");
    server.exchange(talk);
    EXPECT_EQ(talk.heard().handshake, Handshake::done);
    EXPECT_FALSE(talk.heard().certificate_request);
  }
}

TEST(TlsTalk, offers_only_what_openssl_knows) {
  const TlsOffer offer{.suites = "no-such-suite"};
  EXPECT_THROW(TlsTalk(offer, "localhost"), std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::check
