#include <weft/io/memory_channel.hpp>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::octets;
using test::Recorder;
using test::run_until;
using test::send;

class MemoryChannelTest : public testing::Test {
 protected:
  void open(std::size_t capacity = 1024) {
    pair = make_memory_pair(loop, capacity);
    pair.first->start(first);
    pair.second->start(second);
    run_until(loop, [&] { return first.opened && second.opened; });
  }

  Loop loop;
  MemoryPair pair;
  Recorder first;
  Recorder second;
};

TEST_F(MemoryChannelTest, carries_octets_both_ways_but_not_from_send) {
  open();
  send(*pair.first, "question");
  EXPECT_EQ(second.received, "");
  run_until(loop, [&] { return second.received == "question"; });
  send(*pair.second, "answer");
  run_until(loop, [&] { return first.received == "answer"; });
}

TEST_F(MemoryChannelTest, keeps_what_is_more_than_its_capacity) {
  open(1000);
  pair.second->pause();
  const std::string all = octets(10'000);
  send(*pair.first, all);
  EXPECT_EQ(pair.first->backlog(), 9'000u);
  pair.second->resume();
  run_until(loop, [&] { return second.received.size() == all.size() && first.drained > 0; });
  EXPECT_EQ(second.received, all);
  EXPECT_EQ(first.drained, 1);
  EXPECT_EQ(pair.first->backlog(), 0u);
  EXPECT_GE(second.reads, 10);
}

TEST_F(MemoryChannelTest, half_closed_it_still_delivers) {
  open(100);
  send(*pair.first, octets(1000));
  pair.first->finish();
  run_until(loop, [&] { return second.ended; });
  EXPECT_EQ(second.received, octets(1000));
  send(*pair.second, octets(2000));
  pair.second->finish();
  run_until(loop, [&] { return first.closed && second.closed; });
  EXPECT_EQ(first.received, octets(2000));
  EXPECT_EQ(first.reason, "ended");
  EXPECT_EQ(second.reason, "ended");
  EXPECT_FALSE(first.error);
}

TEST_F(MemoryChannelTest, closing_one_end_ends_the_other_after_what_is_under_way) {
  open();
  send(*pair.first, "last words");
  pair.first->close();
  EXPECT_FALSE(first.closed);
  run_until(loop, [&] { return first.closed && second.ended; });
  EXPECT_EQ(first.reason, "closed");
  EXPECT_EQ(second.received, "last words");
  send(*pair.second, "nobody listens");
  run_until(loop, [&] { return second.closed; });
  EXPECT_EQ(second.reason, "peer_reset");
}

TEST_F(MemoryChannelTest, destroying_one_end_ends_the_other) {
  open();
  pair.first.reset();
  run_until(loop, [&] { return second.ended; });
  pair.second->finish();
  run_until(loop, [&] { return second.closed; });
  EXPECT_EQ(second.reason, "ended");
}

TEST_F(MemoryChannelTest, a_conversation_within_callbacks_comes_to_its_end) {
  int rounds = 0;
  first.when_received = [&] { send(*pair.first, "ping"); };
  second.when_received = [&] {
    if (++rounds < 1000) send(*pair.second, "pong");
  };
  open();
  send(*pair.first, "ping");
  run_until(loop, [&] { return rounds == 1000; });
}

}  // namespace
}  // namespace weft::io
