// Servers that share keys resume each other's sessions.
#include <weft/io/tls_ticket_sealing.hpp>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::connected;
using test::run_until;
using test::send;

TlsTicketKey key_of(std::uint8_t octet, std::size_t size = 32) {
  TlsTicketKey key;
  key.name.fill(octet);
  key.hmac.assign(size, static_cast<std::uint8_t>(octet + 1));
  key.aes.assign(size, static_cast<std::uint8_t>(octet + 2));
  return key;
}

// Another process: it has the keys, and a certificate of its own.
std::shared_ptr<const TlsContext> server_with(std::vector<TlsTicketKey> keys) {
  return TlsContext::server(
      {.certificates = {make_self_signed({"localhost"}).load()}, .shared_ticket_keys = std::move(keys)});
}

class TlsTicketSealing : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { SSL_CTX_set_max_proto_version(client->native(), GetParam()); }

  bool resumes_at(const std::shared_ptr<const TlsContext>& server) {
    Loop loop;
    test::Ends<TlsChannel> ends;
    test::TcpPair pair = test::tcp_pair();
    ends.client = std::make_unique<TlsChannel>(loop, connected(std::move(pair.client)), client,
                                               TlsChannelOptions{.server_name = "localhost"});
    ends.server = std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), server, TlsChannelOptions{});
    ends.server_user.when_open = [&] { send(*ends.server, "hello"); };
    ends.start();
    run_until(loop, [&] { return ends.client_user.received == "hello" || ends.client_user.closed; });
    return !ends.client_user.closed && ends.server->tls()->resumed;
  }

  std::shared_ptr<const TlsContext> client = TlsContext::client({.verify = VerifyPeer::no});
};

INSTANTIATE_TEST_SUITE_P(versions, TlsTicketSealing, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

TEST_P(TlsTicketSealing, lets_servers_resume_the_sessions_of_others) {
  EXPECT_FALSE(resumes_at(server_with({key_of(1)})));
  EXPECT_TRUE(resumes_at(server_with({key_of(1)})));
}

TEST_P(TlsTicketSealing, takes_short_keys_as_well) {
  EXPECT_FALSE(resumes_at(server_with({key_of(1, 16)})));
  EXPECT_TRUE(resumes_at(server_with({key_of(1, 16)})));
}

TEST_P(TlsTicketSealing, by_keys_that_a_server_does_not_have_is_of_no_use_there) {
  resumes_at(server_with({key_of(1)}));
  EXPECT_FALSE(resumes_at(server_with({key_of(2)})));
}

TEST_P(TlsTicketSealing, by_a_key_of_the_same_name_and_other_octets_is_of_no_use) {
  auto other = key_of(1);
  other.hmac.assign(32, 77);
  resumes_at(server_with({key_of(1)}));
  EXPECT_FALSE(resumes_at(server_with({other})));
}

TEST_P(TlsTicketSealing, is_opened_by_all_keys_that_a_server_has) {
  resumes_at(server_with({key_of(1)}));
  EXPECT_TRUE(resumes_at(server_with({key_of(3), key_of(2), key_of(1)})));
}

// The old key may go away as soon as its tickets have been renewed.
TEST_P(TlsTicketSealing, is_done_anew_by_the_newest_key) {
  if (GetParam() == TLS1_2_VERSION) GTEST_SKIP() << "OpenSSL tells its clients of no new ticket for an old session";
  resumes_at(server_with({key_of(1)}));
  EXPECT_TRUE(resumes_at(server_with({key_of(2), key_of(1)})));
  EXPECT_TRUE(resumes_at(server_with({key_of(2)})));
}

}  // namespace
}  // namespace weft::io
