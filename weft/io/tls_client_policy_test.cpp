// The questions that a server asks of its clients' certificates.
#include <weft/io/tls_client_policy.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include <weft/io/issued_certificate_test.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::Authority;
using test::connected;
using test::run_until;
using test::send;
using testing::HasSubstr;
using testing::ThrowsMessage;

class TlsClientPolicies : public testing::TestWithParam<int> {
 protected:
  struct Met {
    bool open = false;
    bool resumed = false;
    bool asks_by_host = false;
    bool meant_for_a = false;
    bool meant_for_b = false;
    std::shared_ptr<const PeerCertificate> certificate;
    std::string reason;  // the server's
  };

  static std::shared_ptr<const TlsContext> client_with(std::optional<TlsCertificate> certificate) {
    auto context = TlsContext::client({.verify = VerifyPeer::no, .certificate = std::move(certificate)});
    SSL_CTX_set_max_proto_version(context->native(), GetParam());
    return context;
  }
  // `b.test` has a policy of its own. Both have the same key for tickets.
  std::shared_ptr<const TlsContext> server_with(const TlsClientPolicy& usual, const TlsClientPolicy& of_b) const {
    return TlsContext::server({.certificates = {own},
                               .hosts = {{.host = "b.test", .certificate = own, .clients = of_b}},
                               .clients = usual,
                               .ticket_keys = keys});
  }

  Met meet(const std::shared_ptr<const TlsContext>& server, const std::shared_ptr<const TlsContext>& client,
           const std::string& name = "a.test") {
    Loop loop;
    test::Ends<TlsChannel> ends;
    test::TcpPair pair = test::tcp_pair();
    ends.client = std::make_unique<TlsChannel>(loop, connected(std::move(pair.client)), client,
                                               TlsChannelOptions{.server_name = name});
    ends.server = std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), server, TlsChannelOptions{});
    ends.server_user.when_open = [&] { send(*ends.server, "hello"); };
    ends.start();
    run_until(loop, [&] { return ends.client_user.received == "hello" || ends.server_user.closed; });
    Met met{.open = !ends.server_user.closed, .certificate = nullptr, .reason = ends.server_user.reason};
    if (!met.open) return met;
    const TlsFacts& facts = *ends.server->tls();
    met.resumed = facts.resumed;
    met.asks_by_host = facts.asks_by_host;
    met.certificate = facts.certificate;
    met.meant_for_a = ends.server->is_meant_for("a.test");
    met.meant_for_b = ends.server->is_meant_for("b.test");
    return met;
  }

  Authority authority{"ours"};
  TlsClientPolicy nothing;
  TlsClientPolicy requires_one = TlsClientPolicy::from_file(AskClient::require, authority.file());
  TlsClientPolicy requests = TlsClientPolicy::from_file(AskClient::request, authority.file());
  TlsCertificate own = test::self_signed().load();
  TlsTicketKeys keys = random_ticket_keys();
};

INSTANTIATE_TEST_SUITE_P(versions, TlsClientPolicies, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

TEST_P(TlsClientPolicies, usually_ask_for_nothing) {
  const auto met = meet(server_with(nothing, nothing), client_with(authority.issue("ada")));
  EXPECT_TRUE(met.open && met.meant_for_a && met.meant_for_b);
  EXPECT_FALSE(met.asks_by_host);
  EXPECT_EQ(met.certificate, nullptr);
}

TEST_P(TlsClientPolicies, that_require_a_certificate_tell_whose_it_is) {
  const auto met = meet(server_with(requires_one, requires_one), client_with(authority.issue("Ada")));
  ASSERT_TRUE(met.open);
  ASSERT_NE(met.certificate, nullptr);
  EXPECT_EQ(met.certificate->subject, "CN=Ada");
  EXPECT_EQ(met.certificate->issuer, "/CN=ours");
  EXPECT_THAT(met.certificate->fingerprint, testing::MatchesRegex("[0-9a-f]{64}"));
  EXPECT_NE(met.certificate->fingerprint,
            meet(server_with(requires_one, nothing), client_with(authority.issue("Ada"))).certificate->fingerprint);
}

TEST_P(TlsClientPolicies, that_require_a_certificate_refuse_clients_without) {
  EXPECT_EQ(meet(server_with(requires_one, nothing), client_with({})).reason, "tls_certificate_missing");
}

TEST_P(TlsClientPolicies, that_request_a_certificate_take_clients_without) {
  const auto met = meet(server_with(requests, nothing), client_with({}));
  EXPECT_TRUE(met.open);
  EXPECT_EQ(met.certificate, nullptr);
  EXPECT_NE(meet(server_with(requests, nothing), client_with(authority.issue("ada"))).certificate, nullptr);
}

TEST_P(TlsClientPolicies, trust_nobody_but_their_authorities) {
  const Authority other("theirs");
  const Authority same_name("ours");
  for (const Authority* each : {&other, &same_name}) {
    for (const auto& policy : {requires_one, requests}) {
      EXPECT_EQ(meet(server_with(policy, nothing), client_with(each->issue("ada"))).reason,
                "tls_certificate_not_trusted");
    }
  }
  EXPECT_EQ(meet(server_with(requires_one, nothing), client_with(authority.issue("ada", -1))).reason,
            "tls_certificate_expired");
}

TEST_P(TlsClientPolicies, are_of_the_host_that_is_asked_for) {
  const auto server = server_with(nothing, requires_one);
  const auto without = client_with({});
  const auto to_a = meet(server, without);
  EXPECT_TRUE(to_a.open && to_a.meant_for_a && to_a.asks_by_host);
  EXPECT_FALSE(to_a.meant_for_b);
  EXPECT_EQ(meet(server, without, "b.test").reason, "tls_certificate_missing");
  EXPECT_EQ(meet(server, without, "B.Test").reason, "tls_certificate_missing");
  const auto to_b = meet(server, client_with(authority.issue("ada")), "b.test");
  EXPECT_TRUE(to_b.open && to_b.meant_for_b);
  EXPECT_FALSE(to_b.meant_for_a);
}

TEST_P(TlsClientPolicies, hold_for_resumed_sessions_and_their_certificates) {
  const auto server = server_with(requires_one, nothing);
  const auto client = client_with(authority.issue("ada"));
  const auto first = meet(server, client);
  const auto second = meet(server, client);
  EXPECT_TRUE(second.resumed && second.meant_for_a);
  EXPECT_FALSE(second.meant_for_b);
  ASSERT_NE(second.certificate, nullptr);
  EXPECT_EQ(second.certificate->fingerprint, first.certificate->fingerprint);
}

// The tickets' key is the same, as after the configuration has changed.
TEST_P(TlsClientPolicies, cannot_be_passed_by_with_the_session_of_another_policy) {
  const auto client = client_with({});
  meet(server_with(nothing, nothing), client);
  EXPECT_EQ(meet(server_with(requires_one, nothing), client).reason, "tls_certificate_missing");
  meet(server_with(requests, nothing), client);
  EXPECT_EQ(meet(server_with(requires_one, nothing), client).reason, "tls_certificate_missing");
  const auto known = client_with(authority.issue("ada"));
  meet(server_with(requires_one, nothing), known);
  EXPECT_TRUE(meet(server_with(requires_one, nothing), known).resumed);
  const Authority other("others");
  const auto trusts_others = TlsClientPolicy::from_file(AskClient::require, other.file());
  EXPECT_EQ(meet(server_with(trusts_others, nothing), known).reason, "tls_certificate_not_trusted");
}

// RFC 6066 3 binds the session to its name; this one is offered under another.
TEST_P(TlsClientPolicies, cannot_be_passed_by_with_the_session_of_another_host) {
  const auto server = server_with(nothing, requires_one);
  const auto client = client_with({});
  const auto context = client->native();
  static SSL_SESSION* stolen = nullptr;
  SSL_CTX_sess_set_new_cb(context, [](SSL*, SSL_SESSION* session) {
    stolen = SSL_SESSION_dup(session);
    return 0;
  });
  meet(server, client);
  ASSERT_NE(stolen, nullptr);
  const OwnedSession session(stolen);
  SSL_SESSION_set1_hostname(session.get(), "b.test");
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  test::Recorder server_user;
  TlsChannel channel(loop, connected(std::move(pair.server)), server, {});
  channel.start(server_user);
  const OwnedSsl ssl(SSL_new(context));
  // The callback of the context looks for a channel.
  SSL_set_info_callback(ssl.get(), [](const SSL*, int, int) {});
  SSL_set_fd(ssl.get(), pair.client.number());
  SSL_set_connect_state(ssl.get());
  SSL_set_session(ssl.get(), session.get());
  std::string name = "b.test";
  SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  run_until(loop, [&] {
    loop.post([] {});
    SSL_do_handshake(ssl.get());
    return server_user.opened || server_user.closed;
  });
  EXPECT_FALSE(server_user.opened);
  EXPECT_EQ(server_user.reason, "tls_certificate_missing");
}

TEST(TlsClientPolicy, names_a_file_that_has_no_authority) {
  EXPECT_THAT([] { TlsClientPolicy::from_file(AskClient::require, "/nowhere/ca.pem"); },
              ThrowsMessage<TlsError>(HasSubstr("/nowhere/ca.pem: no certificates of authorities in it")));
  EXPECT_THAT([] { TlsClientPolicy::from_file(AskClient::require, "/dev/null"); },
              ThrowsMessage<TlsError>(HasSubstr("/dev/null: no certificates of authorities in it")));
  EXPECT_FALSE(TlsClientPolicy::from_file(AskClient::no, "/nowhere/ca.pem").asks());
}

}  // namespace
}  // namespace weft::io
