#include <weft/io/socket_channel.hpp>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <weft/io/socket_pair.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::connected;
using test::octets;
using test::Recorder;
using test::run_until;
using test::send;

class SocketChannelTest : public testing::Test {
 protected:
  SocketChannelTest() {
    test::TcpPair pair = test::tcp_pair();
    far_number = pair.client.number();
    near_number = pair.server.number();
    ends.client = std::make_unique<SocketChannel>(loop, connected(std::move(pair.client)));
    ends.server = std::make_unique<SocketChannel>(loop, connected(std::move(pair.server)));
  }

  void open() {
    ends.start();
    run_until(loop, [&] { return ends.client_user.opened && ends.server_user.opened; });
  }

  Loop loop;
  test::Ends<SocketChannel> ends;
  int far_number = -1;
  int near_number = -1;
};

TEST_F(SocketChannelTest, tells_its_addresses_and_that_it_is_not_sealed) {
  EXPECT_EQ(ends.server->peer().host, "peer");
  EXPECT_EQ(ends.server->local().port, 2);
  EXPECT_EQ(ends.server->tls(), nullptr);
  EXPECT_EQ(&ends.server->loop(), &loop);
}

TEST_F(SocketChannelTest, knows_how_far_the_peer_is_once_it_has_answered) {
  open();
  EXPECT_GT(ends.client->round_trip(), Duration::zero());
  EXPECT_LT(ends.client->round_trip(), std::chrono::minutes(1));
}

TEST(UnixSocketChannel, does_not_know_how_far_the_peer_is) {
  int sockets[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets), 0);
  const Descriptor far(sockets[1]);
  Loop loop;
  const SocketChannel channel(loop, connected(Descriptor(sockets[0])));
  EXPECT_EQ(channel.round_trip(), Duration::zero());
}

TEST(UnixSocketChannel, takes_the_word_of_its_maker_for_how_far_the_peer_is) {
  auto pair = make_socket_pair();
  ASSERT_TRUE(pair.has_value());
  Loop loop;
  SocketChannel channel(loop, {std::move(pair->near), {}, {}});
  channel.set_round_trip(std::chrono::milliseconds(80));
  EXPECT_EQ(channel.round_trip(), std::chrono::milliseconds(80));
}

// A peer that is always there with more must not keep the turn from ending.
TEST_F(SocketChannelTest, is_read_once_in_a_turn_that_has_begun_with_other_work) {
  open();
  const auto more = [this] { EXPECT_EQ(::send(far_number, "x", 1, MSG_NOSIGNAL), 1); };
  ends.server_user.when_received = more;
  more();
  for (int turns = 1; turns <= 3; ++turns) {
    bool ran = false;
    loop.post([&] { ran = true; });
    loop.turn();
    EXPECT_TRUE(ran);
    EXPECT_LE(ends.server_user.reads, turns);
  }
  run_until(loop, [&] { return ends.server_user.reads > 3; });
}

TEST_F(SocketChannelTest, opens_later_and_not_from_start) {
  ends.server->start(ends.server_user);
  EXPECT_FALSE(ends.server_user.opened);
  run_until(loop, [&] { return ends.server_user.opened; });
}

TEST_F(SocketChannelTest, carries_octets_both_ways) {
  open();
  send(*ends.client, "question");
  run_until(loop, [&] { return ends.server_user.received == "question"; });
  send(*ends.server, "answer");
  run_until(loop, [&] { return ends.client_user.received == "answer"; });
}

TEST_F(SocketChannelTest, gives_one_read_for_what_one_send_took) {
  open();
  send(*ends.client, octets(100'000));
  run_until(loop, [&] { return ends.server_user.received.size() == 100'000; });
  EXPECT_LE(ends.server_user.reads, 3);
}

TEST_F(SocketChannelTest, keeps_what_the_kernel_does_not_take_and_tells_when_it_has_gone) {
  const int small = 32 * 1024;
  ::setsockopt(far_number, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  ::setsockopt(near_number, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  ends.client->pause();
  open();
  const std::string all = octets(1'000'000);
  send(*ends.server, all.substr(0, 600'000));
  EXPECT_GT(ends.server->backlog(), 0u);
  send(*ends.server, all.substr(600'000));
  EXPECT_GT(ends.server->backlog(), 400'000u);
  EXPECT_EQ(ends.server_user.drained, 0);
  ends.client->resume();
  run_until(loop, [&] { return ends.client_user.received.size() == all.size() && ends.server_user.drained > 0; });
  EXPECT_EQ(ends.client_user.received, all);
  EXPECT_EQ(ends.server_user.drained, 1);
  EXPECT_EQ(ends.server->backlog(), 0u);
}

TEST_F(SocketChannelTest, still_knows_at_its_end_that_the_peer_has_not_read) {
  ends.client->pause();
  open();
  EXPECT_FALSE(ends.server->is_held_by_peer());
  while (ends.server->backlog() == 0) send(*ends.server, octets(1'000'000));
  while (!ends.server->is_held_by_peer()) ::usleep(1000);
  ends.client->reset();
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_FALSE(ends.server->octets());
  EXPECT_TRUE(ends.server->is_held_by_peer());
}

TEST_F(SocketChannelTest, does_not_blame_a_peer_that_has_read_all) {
  open();
  send(*ends.server, "all");
  run_until(loop, [&] { return ends.client_user.received == "all"; });
  ends.server->close();
  EXPECT_FALSE(ends.server->is_held_by_peer());
}

TEST_F(SocketChannelTest, reads_nothing_while_paused) {
  open();
  ends.server->pause();
  send(*ends.client, "early");
  // The other direction shows that turns go by.
  for (int i = 1; i <= 10; ++i) {
    send(*ends.server, "x");
    run_until(loop, [&] { return ends.client_user.reads == i; });
  }
  EXPECT_EQ(ends.server_user.received, "");
  ends.server->resume();
  run_until(loop, [&] { return ends.server_user.received == "early"; });
}

TEST_F(SocketChannelTest, a_user_that_pauses_while_it_receives_gets_no_more) {
  ends.server_user.when_received = [&] { ends.server->pause(); };
  open();
  send(*ends.client, octets(1'000'000));
  run_until(loop, [&] { return ends.server_user.reads == 1; });
  EXPECT_LE(ends.server_user.received.size(), Scratch::input_size);
}

TEST_F(SocketChannelTest, half_closed_it_still_delivers) {
  open();
  send(*ends.client, "request");
  ends.client->finish();
  run_until(loop, [&] { return ends.server_user.ended; });
  EXPECT_EQ(ends.server_user.received, "request");
  send(*ends.server, octets(300'000));
  ends.server->finish();
  run_until(loop, [&] { return ends.client_user.closed && ends.server_user.closed; });
  EXPECT_EQ(ends.client_user.received.size(), 300'000u);
  EXPECT_EQ(ends.client_user.reason, "ended");
  EXPECT_EQ(ends.server_user.reason, "ended");
  EXPECT_FALSE(ends.server_user.error);
}

TEST_F(SocketChannelTest, sends_nothing_after_finish) {
  open();
  ends.client->finish();
  send(*ends.client, "late");
  run_until(loop, [&] { return ends.server_user.ended; });
  EXPECT_EQ(ends.server_user.received, "");
}

TEST_F(SocketChannelTest, tells_of_its_close_last_and_not_from_close) {
  open();
  ends.server->close();
  EXPECT_FALSE(ends.server_user.closed);
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "closed");
  EXPECT_FALSE(ends.server_user.error);
}

TEST_F(SocketChannelTest, closed_before_it_opens_never_opens) {
  ends.server->start(ends.server_user);
  ends.server->close();
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_FALSE(ends.server_user.opened);
}

TEST_F(SocketChannelTest, may_be_destroyed_when_it_has_closed) {
  ends.server_user.when_closed = [&] { ends.server.reset(); };
  open();
  ends.server->close();
  run_until(loop, [&] { return ends.server == nullptr; });
  run_until(loop, [&] { return ends.client_user.ended; });
}

TEST_F(SocketChannelTest, destroyed_with_waits_outstanding_says_nothing) {
  open();
  send(*ends.client, "too late");
  ends.server.reset();
  run_until(loop, [&] { return ends.client_user.ended || ends.client_user.closed; });
  EXPECT_FALSE(ends.server_user.closed);
  EXPECT_EQ(ends.server_user.received, "");
}

TEST_F(SocketChannelTest, names_a_reset) {
  open();
  const linger now{1, 0};
  ::setsockopt(far_number, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ends.client.reset();
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "peer_reset");
  EXPECT_EQ(ends.server_user.error, std::errc::connection_reset);
}

TEST_F(SocketChannelTest, that_is_reset_does_not_end_in_order) {
  open();
  ends.client->reset();
  run_until(loop, [&] { return ends.client_user.closed && ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "peer_reset");
  EXPECT_FALSE(ends.server_user.ended);
}

TEST_F(SocketChannelTest, a_send_that_fails_closes_but_not_from_send) {
  open();
  ends.server->pause();
  const linger now{1, 0};
  ::setsockopt(far_number, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ends.client.reset();
  send(*ends.server, "a");
  EXPECT_FALSE(ends.server_user.closed);
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "peer_reset");
}

// RFC 9112 9.6: "the reset packet might erase the client's unacknowledged input buffers before they can be read". Linux
// keeps them.
TEST_F(SocketChannelTest, a_send_that_fails_does_not_lose_what_the_peer_said_before) {
  open();
  ends.server->pause();
  send(*ends.client, "last words");
  const linger now{1, 0};
  ::setsockopt(far_number, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ends.client.reset();
  ends.server->resume();
  send(*ends.server, "a");
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.received, "last words");
  EXPECT_EQ(ends.server_user.reason, "peer_reset");
}

TEST(SocketChannel, of_a_descriptor_that_is_none_closes) {
  Loop loop;
  Recorder user;
  SocketChannel channel(loop, connected(Descriptor()));
  channel.start(user);
  run_until(loop, [&] { return user.closed; });
  EXPECT_TRUE(user.error);
  EXPECT_FALSE(user.opened);
}

}  // namespace
}  // namespace weft::io
