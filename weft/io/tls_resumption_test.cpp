// Sessions are resumed by tickets alone, and under the name that they were made for.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <optional>

#include <weft/io/openssl.hpp>
#include <weft/io/support_test.hpp>
#include <weft/io/tls_notes.hpp>

namespace weft::io {
namespace {

enum class Tickets : std::uint8_t { yes, no };

// A client and a server that talk through memory.
class TlsResumption : public testing::TestWithParam<int> {
 protected:
  // The session that a connection under `name` leaves for the next one; null without a session.
  OwnedSession meet(const std::optional<std::string>& name, SSL_SESSION* session, Tickets tickets = Tickets::yes) {
    Buffer sealed;
    TlsNotes notes{sealed};
    const OwnedSslContext client_context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(client_context.get(), GetParam());
    const OwnedSsl client(SSL_new(client_context.get()));
    const OwnedSsl server(SSL_new(context->native()));
    SSL_set_app_data(server.get(), &notes);
    if (name) {
      std::string copy = *name;
      SSL_ctrl(client.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy.data());
    }
    if (tickets == Tickets::no) SSL_set_options(client.get(), SSL_OP_NO_TICKET);
    if (session != nullptr) SSL_set_session(client.get(), session);
    shake_hands(client.get(), server.get());
    EXPECT_EQ(notes.server_name, nullptr);
    resumed = SSL_session_reused(server.get()) == 1;
    const char* told = SSL_get_servername(server.get(), TLSEXT_NAMETYPE_host_name);
    server_name = told == nullptr ? "" : told;
    return OwnedSession(SSL_get1_session(client.get()));
  }

  static void shake_hands(SSL* client, SSL* server) {
    BIO* client_end = nullptr;
    BIO* server_end = nullptr;
    BIO_new_bio_pair(&client_end, 0, &server_end, 0);
    SSL_set_bio(client, client_end, client_end);
    SSL_set_bio(server, server_end, server_end);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    bool client_done = false;
    bool server_done = false;
    for (int i = 0; i < 10 && !(client_done && server_done); ++i) {
      client_done = SSL_do_handshake(client) == 1;
      server_done = SSL_do_handshake(server) == 1;
    }
    ASSERT_TRUE(client_done && server_done);
    // In TLS 1.3 the ticket comes behind the handshake.
    char nothing = 0;
    SSL_read(client, &nothing, 1);
    SSL_shutdown(client);
    SSL_shutdown(server);
  }

  std::shared_ptr<const TlsContext> context = test::server_context();
  bool resumed = false;
  std::string server_name;
};

// RFC 6066 3: "A server that implements this extension MUST NOT accept the request to resume the session if the
// server_name extension contains a different name."
TEST_P(TlsResumption, is_for_the_name_that_the_session_was_made_for) {
  const auto first = meet("one.example", nullptr);
  EXPECT_FALSE(resumed);
  meet("two.example", first.get());
  EXPECT_FALSE(resumed);
  EXPECT_EQ(server_name, "two.example");
  meet("one.example", first.get());
  EXPECT_TRUE(resumed);
  EXPECT_EQ(server_name, "one.example");
}

TEST_P(TlsResumption, takes_large_and_small_letters_of_a_name_for_the_same) {
  const auto first = meet("One.Example", nullptr);
  meet("oNE.example", first.get());
  EXPECT_TRUE(resumed);
}

TEST_P(TlsResumption, tells_a_name_from_its_beginning) {
  const auto first = meet("one.example.org", nullptr);
  meet("one.example", first.get());
  EXPECT_FALSE(resumed);
  const auto second = meet("one.example", nullptr);
  meet("one.example.org", second.get());
  EXPECT_FALSE(resumed);
}

TEST_P(TlsResumption, without_a_name_is_for_sessions_without_one) {
  const auto named = meet("one.example", nullptr);
  meet(std::nullopt, named.get());
  EXPECT_FALSE(resumed);
  const auto nameless = meet(std::nullopt, nullptr);
  meet("one.example", nameless.get());
  EXPECT_FALSE(resumed);
  meet(std::nullopt, nameless.get());
  EXPECT_TRUE(resumed);
  EXPECT_EQ(server_name, "");
}

// RFC 6066 3: "Instead, it proceeds with a full handshake to establish a new session."
TEST_P(TlsResumption, under_another_name_leaves_a_session_for_that_one) {
  const auto first = meet("one.example", nullptr);
  const auto second = meet("two.example", first.get());
  meet("two.example", second.get());
  EXPECT_TRUE(resumed);
  meet("one.example", second.get());
  EXPECT_FALSE(resumed);
}

TEST_P(TlsResumption, of_a_resumed_session_is_for_the_same_name) {
  auto session = meet("one.example", nullptr);
  for (int i = 0; i < 3; ++i) {
    session = meet("one.example", session.get());
    EXPECT_TRUE(resumed);
  }
  meet("two.example", session.get());
  EXPECT_FALSE(resumed);
}

// No session is kept here, so an identifier leads to none.
TEST_P(TlsResumption, does_not_go_by_session_identifiers) {
  const auto first = meet("one.example", nullptr, Tickets::no);
  meet("one.example", first.get(), Tickets::no);
  EXPECT_EQ(resumed, GetParam() == TLS1_3_VERSION && SSL_SESSION_has_ticket(first.get()) == 1);
  meet("two.example", first.get(), Tickets::no);
  EXPECT_FALSE(resumed);
}

TEST_P(TlsResumption, ends_with_the_keys_of_the_tickets) {
  const auto first = meet("one.example", nullptr);
  context = test::server_context();
  meet("one.example", first.get());
  EXPECT_FALSE(resumed);
}

INSTANTIATE_TEST_SUITE_P(Versions, TlsResumption, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

}  // namespace
}  // namespace weft::io
