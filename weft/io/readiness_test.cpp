#include <weft/io/readiness.hpp>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <memory>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;

struct Counter final : ReadinessUser {
  void on_readable() override {
    ++readable;
    if (when_readable) when_readable();
  }
  void on_writable() override {
    ++writable;
    if (when_writable) when_writable();
  }
  int readable = 0;
  int writable = 0;
  std::function<void()> when_readable;
  std::function<void()> when_writable;
};

class ReadinessTest : public testing::Test {
 protected:
  ReadinessTest() {
    test::TcpPair pair = test::tcp_pair();
    far = std::move(pair.client);
    near = std::make_unique<Readiness>(loop.context(), std::move(pair.server), user);
  }
  void feed() const { ASSERT_EQ(::send(far.number(), "x", 1, 0), 1); }
  // Lets everything that is ready come.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      loop.post([] {});
      loop.turn();
    }
  }

  Loop loop;
  Counter user;
  Descriptor far;
  std::unique_ptr<Readiness> near;
};

TEST_F(ReadinessTest, tells_nothing_that_was_not_asked_for) {
  feed();
  settle();
  EXPECT_EQ(user.readable + user.writable, 0);
}

TEST_F(ReadinessTest, tells_once_for_each_time_it_is_asked) {
  near->await_readable();
  near->await_readable();
  feed();
  run_until(loop, [&] { return user.readable > 0; });
  feed();
  settle();
  EXPECT_EQ(user.readable, 1);
}

TEST_F(ReadinessTest, asked_again_tells_of_what_is_still_unread) {
  near->await_readable();
  feed();
  run_until(loop, [&] { return user.readable == 1; });
  near->await_readable();
  run_until(loop, [&] { return user.readable == 2; });
}

TEST_F(ReadinessTest, tells_of_what_came_before_it_was_asked) {
  feed();
  settle();
  near->await_readable();
  run_until(loop, [&] { return user.readable == 1; });
}

TEST_F(ReadinessTest, tells_of_room_to_write) {
  near->await_writable();
  run_until(loop, [&] { return user.writable == 1; });
  settle();
  EXPECT_EQ(user.writable, 1);
}

TEST_F(ReadinessTest, the_end_is_readable) {
  near->await_readable();
  far.close();
  run_until(loop, [&] { return user.readable == 1; });
}

TEST_F(ReadinessTest, closed_it_tells_nothing_more) {
  near->await_readable();
  near->await_writable();
  feed();
  near->close();
  EXPECT_EQ(near->descriptor(), -1);
  settle();
  EXPECT_EQ(user.readable + user.writable, 0);
}

TEST_F(ReadinessTest, may_be_destroyed_by_the_first_of_two_that_came_together) {
  near->await_readable();
  near->await_writable();
  user.when_readable = user.when_writable = [&] { near.reset(); };
  feed();
  settle();
  EXPECT_EQ(user.readable + user.writable, 1);
}

TEST_F(ReadinessTest, gives_its_descriptor_back) {
  near->await_readable();
  const Descriptor back = near->release();
  feed();
  settle();
  EXPECT_EQ(user.readable, 0);
  char octet = 0;
  EXPECT_EQ(::recv(back.number(), &octet, 1, 0), 1);
}

TEST_F(ReadinessTest, many_descriptors_do_not_disturb_each_other) {
  constexpr std::size_t count = 200;
  std::vector<Counter> users(count);
  std::vector<test::TcpPair> pairs;
  std::vector<std::unique_ptr<Readiness>> all;
  for (Counter& each : users) {
    pairs.push_back(test::tcp_pair());
    all.push_back(std::make_unique<Readiness>(loop.context(), std::move(pairs.back().server), each));
    all.back()->await_readable();
  }
  for (std::size_t i = 0; i < count; i += 2) ASSERT_EQ(::send(pairs[i].client.number(), "x", 1, 0), 1);
  run_until(loop, [&] {
    int told = 0;
    for (const Counter& each : users) told += each.readable;
    return told == count / 2;
  });
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(users[i].readable, i % 2 == 0 ? 1 : 0);
}

}  // namespace
}  // namespace weft::io
