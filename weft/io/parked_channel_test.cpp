#include <weft/io/parked_channel.hpp>

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <optional>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::Recorder;
using test::run_until;
using test::send;

enum class Kind : std::uint8_t { plain, tls12, tls13 };

// A server's channel that may be parked, and its client.
class Parking : public testing::TestWithParam<Kind> {
 protected:
  Parking() {
    test::TcpPair pair = test::tcp_pair();
    client_number = pair.client.number();
    server_number = pair.server.number();
    Connected far = test::connected(std::move(pair.client));
    Connected near = test::connected(std::move(pair.server));
    if (GetParam() == Kind::plain) {
      client = std::make_unique<SocketChannel>(loop, std::move(far));
      server = std::make_unique<SocketChannel>(loop, std::move(near));
    } else {
      const auto context = test::client_context({"alpha"});
      SSL_CTX_set_max_proto_version(context->native(), GetParam() == Kind::tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
      const TlsChannelOptions options{.server_name = "localhost"};
      client = std::make_unique<TlsChannel>(loop, std::move(far), context, options);
      server = std::make_unique<TlsChannel>(loop, std::move(near), test::server_context({"alpha"}), options);
    }
  }

  void open() {
    client->start(client_user);
    server->start(server_user);
    // Both sides send an octet, so that nothing of the handshake is left.
    client_user.when_open = [this] { send(*client, "a"); };
    run_until(loop, [&] { return server_user.received == "a"; });
    send(*server, "b");
    run_until(loop, [&] { return client_user.received == "b"; });
  }
  bool park() {
    parked = server->park();
    if (parked) server.reset();
    return parked.has_value();
  }
  void unpark() {
    server = std::move(*parked).unpark(loop);
    server->start(server_user);
  }
  // So many octets wait in the server's socket.
  void wait_for(int octets) {
    run_until(loop, [&, waiting = 0]() mutable {
      loop.post([] {});
      return ::ioctl(server_number, FIONREAD, &waiting) == 0 && waiting >= octets;
    });
  }

  Loop loop;
  Recorder client_user;
  Recorder server_user;
  std::unique_ptr<Channel> client;
  std::unique_ptr<Channel> server;
  std::optional<ParkedChannel> parked;
  int client_number = -1;
  int server_number = -1;
};

INSTANTIATE_TEST_SUITE_P(kinds, Parking, testing::Values(Kind::plain, Kind::tls12, Kind::tls13), [](const auto& kind) {
  return kind.param == Kind::plain ? "plain" : kind.param == Kind::tls12 ? "tls12" : "tls13";
});

TEST_P(Parking, keeps_its_place) {
  open();
  for (int round = 0; round < 5; ++round) {
    server_user.opened = false;
    ASSERT_TRUE(park());
    EXPECT_EQ(parked->descriptor(), server_number);
    unpark();
    const std::string question(static_cast<std::size_t>(round) * 1000 + 1, 'q');
    send(*client, question);
    run_until(loop, [&] { return server_user.received.ends_with(question); });
    send(*server, "answer");
    run_until(loop, [&] { return client_user.received.ends_with("answer"); });
    client_user.received.clear();
    EXPECT_FALSE(server_user.opened);
    EXPECT_FALSE(server_user.closed);
  }
}

TEST_P(Parking, knows_who_is_there) {
  open();
  const std::optional<TlsFacts> before = server->tls() == nullptr ? std::nullopt : std::optional(*server->tls());
  ASSERT_TRUE(park());
  unpark();
  EXPECT_EQ(server->peer().host, "peer");
  EXPECT_EQ(server->peer().port, 1);
  EXPECT_EQ(server->local().host, "local");
  ASSERT_EQ(server->tls() != nullptr, before.has_value());
  if (!before) return;
  EXPECT_EQ(server->tls()->version, before->version);
  EXPECT_EQ(server->tls()->cipher, before->cipher);
  EXPECT_EQ(server->tls()->server_name, "localhost");
  EXPECT_EQ(server->tls()->alpn, "alpha");
  EXPECT_TRUE(server->tls()->alpn_offered);
}

TEST_P(Parking, hears_what_came_meanwhile) {
  open();
  ASSERT_TRUE(park());
  send(*client, "one, ");
  send(*client, "two");
  wait_for(8);
  unpark();
  run_until(loop, [&] { return server_user.received == "aone, two"; });
}

TEST_P(Parking, may_speak_before_anything_comes) {
  open();
  ASSERT_TRUE(park());
  unpark();
  send(*server, "hello?");
  run_until(loop, [&] { return client_user.received == "bhello?"; });
}

TEST_P(Parking, learns_of_an_end_that_came_meanwhile) {
  open();
  ASSERT_TRUE(park());
  client->finish();
  wait_for(0);
  unpark();
  run_until(loop, [&] { return server_user.ended; });
  server->finish();
  run_until(loop, [&] { return server_user.closed; });
  EXPECT_EQ(server_user.reason, "ended");
}

TEST_P(Parking, learns_of_a_reset_that_came_meanwhile) {
  open();
  ASSERT_TRUE(park());
  const linger at_once{1, 0};
  ASSERT_EQ(::setsockopt(client_number, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  client->close();
  unpark();
  run_until(loop, [&] { return server_user.closed; });
  EXPECT_EQ(server_user.reason, "peer_reset");
}

TEST_P(Parking, ends_in_order_once_it_is_unparked) {
  open();
  ASSERT_TRUE(park());
  unpark();
  server->finish();
  run_until(loop, [&] { return client_user.ended; });
  client->finish();
  run_until(loop, [&] { return server_user.closed && client_user.closed; });
  EXPECT_EQ(client_user.reason, "ended");
}

TEST_P(Parking, that_is_destroyed_closes_the_socket) {
  open();
  ASSERT_TRUE(park());
  parked.reset();
  run_until(loop, [&] { return client_user.ended || client_user.closed; });
}

TEST_P(Parking, is_not_for_a_channel_that_is_not_open) {
  EXPECT_FALSE(server->park());
  server->start(server_user);
  EXPECT_FALSE(server->park());
}

TEST_P(Parking, is_not_for_a_channel_that_is_paused) {
  open();
  server->pause();
  EXPECT_FALSE(server->park());
  server->resume();
  EXPECT_TRUE(server->park());
}

TEST_P(Parking, is_not_for_a_channel_with_a_backlog) {
  open();
  client->pause();
  while (server->backlog() == 0) send(*server, std::string(100'000, 'x'));
  EXPECT_FALSE(server->park());
}

TEST_P(Parking, is_not_for_a_channel_of_which_one_direction_has_ended) {
  open();
  server->finish();
  EXPECT_FALSE(server->park());
}

TEST_P(Parking, is_not_for_a_channel_whose_peer_has_ended) {
  open();
  client->finish();
  run_until(loop, [&] { return server_user.ended; });
  EXPECT_FALSE(server->park());
}

TEST_P(Parking, is_not_for_a_channel_that_was_closed) {
  open();
  server->close();
  EXPECT_FALSE(server->park());
  run_until(loop, [&] { return server_user.closed; });
}

// The first octets of a record wait inside OpenSSL.
TEST_P(Parking, is_not_for_a_channel_in_the_middle_of_a_record) {
  if (GetParam() == Kind::plain) GTEST_SKIP() << "plain channels have no records";
  open();
  ASSERT_EQ(::send(client_number, "\x17\x03\x03\x00\x40 and a few", 15, 0), 15);
  wait_for(15);
  int left = 1;
  run_until(loop, [&] { return ::ioctl(server_number, FIONREAD, &left) == 0 && left == 0; });
  EXPECT_FALSE(server->park());
}

}  // namespace
}  // namespace weft::io
