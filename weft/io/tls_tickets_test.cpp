// A client resumes its sessions.
#include <weft/io/tls_tickets.hpp>

#include <unistd.h>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::connected;
using test::run_until;
using test::send;

class TlsTicketsTest : public testing::TestWithParam<int> {
 protected:
  std::shared_ptr<const TlsContext> client_with(TlsClientOptions options) {
    auto context = TlsContext::client(options);
    SSL_CTX_set_max_proto_version(context->native(), GetParam());
    return context;
  }

  // Whether a connection resumes. A word of the server brings the ticket of TLS 1.3, which is ahead of it, with it.
  bool meet(const std::string& name, bool politely = true) {
    Loop loop;
    test::Ends<TlsChannel> ends;
    test::TcpPair pair = test::tcp_pair();
    ends.client = std::make_unique<TlsChannel>(loop, connected(std::move(pair.client)), client,
                                               TlsChannelOptions{.server_name = name});
    ends.server = std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), server, TlsChannelOptions{});
    ends.server_user.when_open = [&] { send(*ends.server, "hello"); };
    ends.start();
    run_until(loop, [&] { return ends.client_user.received == "hello" || ends.client_user.closed; });
    reason = ends.client_user.reason;
    if (ends.client_user.closed) return false;
    const bool resumed = ends.client->tls()->resumed;
    EXPECT_EQ(ends.server->tls()->resumed, resumed);
    if (politely) ends.client->finish();
    return resumed;
  }

  std::shared_ptr<const TlsContext> server = test::server_context();
  std::shared_ptr<const TlsContext> client = client_with({.verify = VerifyPeer::no});
  std::string reason;
};

INSTANTIATE_TEST_SUITE_P(versions, TlsTicketsTest, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

TEST_P(TlsTicketsTest, resume_the_session_with_a_server) {
  EXPECT_FALSE(meet("localhost"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(meet("localhost"));
  EXPECT_TRUE(meet("LocalHost"));
}

TEST_P(TlsTicketsTest, resume_after_a_connection_that_just_broke) {
  meet("localhost", false);
  EXPECT_TRUE(meet("localhost"));
}

TEST_P(TlsTicketsTest, are_for_one_server_each) {
  meet("localhost");
  EXPECT_FALSE(meet("example.org"));
  EXPECT_FALSE(meet("127.0.0.1"));
  EXPECT_TRUE(meet("127.0.0.1"));
}

TEST_P(TlsTicketsTest, are_not_shared_by_contexts) {
  meet("localhost");
  client = client_with({.verify = VerifyPeer::no});
  EXPECT_FALSE(meet("localhost"));
}

TEST_P(TlsTicketsTest, are_not_kept_where_none_is_wanted) {
  client = client_with({.verify = VerifyPeer::no, .most_sessions = 0});
  meet("localhost");
  EXPECT_FALSE(meet("localhost"));
}

TEST_P(TlsTicketsTest, lead_to_a_full_handshake_where_the_server_does_not_know_them) {
  meet("localhost");
  server = test::server_context();
  EXPECT_FALSE(meet("localhost"));
  EXPECT_EQ(reason, "");
}

TEST_P(TlsTicketsTest, resume_what_was_verified) {
  const std::string base = testing::TempDir() + std::to_string(::getpid()) + "weft_tickets";
  write_files(test::self_signed(), base + ".pem", base + ".key");
  client = client_with({.trusted_file = base + ".pem"});
  EXPECT_FALSE(meet("localhost"));
  EXPECT_TRUE(meet("localhost"));
  EXPECT_FALSE(meet("127.0.0.1"));
  EXPECT_TRUE(meet("127.0.0.1"));
}

// The session was made by somebody who has no certificate for this name.
TEST_P(TlsTicketsTest, of_a_certificate_for_another_name_are_not_offered) {
  const std::string base = testing::TempDir() + std::to_string(::getpid()) + "weft_tickets";
  write_files(test::self_signed(), base + ".pem", base + ".key");
  client = client_with({.trusted_file = base + ".pem"});
  SSL_CTX_set_verify(client->native(), SSL_VERIFY_NONE, nullptr);
  meet("example.org");
  EXPECT_TRUE(meet("example.org"));
  SSL_CTX_set_verify(client->native(), SSL_VERIFY_PEER, nullptr);
  EXPECT_FALSE(meet("example.org"));
  EXPECT_EQ(reason, "tls_certificate_for_another_name");
}

OwnedSession session_of(int version) {
  OwnedSession session(SSL_SESSION_new());
  SSL_SESSION_set_protocol_version(session.get(), version);
  SSL_SESSION_set_time(session.get(), std::time(nullptr));
  const unsigned char id = 1;
  SSL_SESSION_set1_id(session.get(), &id, 1);
  return session;
}

// RFC 8446 C.4: "Clients SHOULD NOT reuse a ticket for multiple connections."
TEST(TlsTickets, of_tls13_are_used_once) {
  TlsTickets tickets(8);
  tickets.keep("one", session_of(TLS1_3_VERSION));
  EXPECT_TRUE(tickets.take("one"));
  EXPECT_FALSE(tickets.take("one"));
  tickets.keep("two", session_of(TLS1_2_VERSION));
  EXPECT_TRUE(tickets.take("two"));
  EXPECT_TRUE(tickets.take("two"));
}

TEST(TlsTickets, have_bounds) {
  TlsTickets tickets(TlsTickets::most_of_a_server + 1);
  tickets.keep("other", session_of(TLS1_3_VERSION));
  for (int i = 0; i < 10; ++i) tickets.keep("one", session_of(TLS1_3_VERSION));
  EXPECT_TRUE(tickets.take("other")) << "one server takes no more than its part";
  for (std::size_t i = 0; i < TlsTickets::most_of_a_server; ++i) EXPECT_TRUE(tickets.take("one"));
  EXPECT_FALSE(tickets.take("one"));
  for (int i = 0; i < 10; ++i) tickets.keep(std::to_string(i), session_of(TLS1_3_VERSION));
  EXPECT_FALSE(tickets.take("4"));
  EXPECT_TRUE(tickets.take("5"));
}

// RFC 8446 4.6.1: "Clients MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime".
TEST(TlsTickets, are_forgotten_after_a_week) {
  TlsTickets tickets(8);
  OwnedSession old = session_of(TLS1_3_VERSION);
  SSL_SESSION_set_time(old.get(), std::time(nullptr) - 7L * 24 * 60 * 60);
  tickets.keep("one", std::move(old));
  EXPECT_FALSE(tickets.take("one"));
}

}  // namespace
}  // namespace weft::io
