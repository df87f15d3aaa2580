#include <weft/io/rest_watch.hpp>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <vector>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;

struct Rester final : RestWatchUser {
  Rester(RestWatch& its_watch, test::TcpPair its_ends) : watch(its_watch), ends(std::move(its_ends)) {}

  bool lie_down() { return watch.add(ends.server.number(), *this); }
  void on_stir() override {
    ++stirs;
    watch.remove(ends.server.number());
  }
  void on_deadline(Time /*now*/) override {}
  void feed() const { EXPECT_EQ(::send(ends.client.number(), "x", 1, 0), 1); }

  RestWatch& watch;
  test::TcpPair ends;
  int stirs = 0;
};

class RestWatchTest : public testing::Test {
 protected:
  // Lets everything that is ready come.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      loop.post([] {});
      loop.turn();
    }
  }

  Loop loop;
  RestWatch watch{loop};
};

TEST_F(RestWatchTest, tells_nothing_while_nothing_stirs) {
  Rester one(watch, test::tcp_pair());
  ASSERT_TRUE(one.lie_down());
  settle();
  EXPECT_EQ(one.stirs, 0);
}

TEST_F(RestWatchTest, tells_that_octets_have_come) {
  Rester one(watch, test::tcp_pair());
  Rester other(watch, test::tcp_pair());
  ASSERT_TRUE(one.lie_down());
  ASSERT_TRUE(other.lie_down());
  one.feed();
  run_until(loop, [&] { return one.stirs == 1; });
  settle();
  EXPECT_EQ(one.stirs, 1);
  EXPECT_EQ(other.stirs, 0);
}

TEST_F(RestWatchTest, tells_of_what_came_before) {
  Rester one(watch, test::tcp_pair());
  one.feed();
  ASSERT_TRUE(one.lie_down());
  run_until(loop, [&] { return one.stirs == 1; });
}

TEST_F(RestWatchTest, tells_each_time_again) {
  Rester one(watch, test::tcp_pair());
  one.feed();
  for (int times = 1; times <= 5; ++times) {
    ASSERT_TRUE(one.lie_down());
    run_until(loop, [&] { return one.stirs == times; });
  }
}

TEST_F(RestWatchTest, tells_of_the_end) {
  Rester one(watch, test::tcp_pair());
  ASSERT_TRUE(one.lie_down());
  ASSERT_EQ(::shutdown(one.ends.client.number(), SHUT_WR), 0);
  run_until(loop, [&] { return one.stirs == 1; });
}

TEST_F(RestWatchTest, tells_of_a_reset) {
  Rester one(watch, test::tcp_pair());
  ASSERT_TRUE(one.lie_down());
  const linger at_once{1, 0};
  ASSERT_EQ(::setsockopt(one.ends.client.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  one.ends.client.close();
  run_until(loop, [&] { return one.stirs == 1; });
}

TEST_F(RestWatchTest, tells_nothing_of_who_was_removed) {
  Rester one(watch, test::tcp_pair());
  ASSERT_TRUE(one.lie_down());
  watch.remove(one.ends.server.number());
  one.feed();
  settle();
  EXPECT_EQ(one.stirs, 0);
}

TEST_F(RestWatchTest, tells_all_of_many) {
  std::vector<std::unique_ptr<Rester>> crowd;
  for (int i = 0; i < 200; ++i) {
    crowd.push_back(std::make_unique<Rester>(watch, test::tcp_pair()));
    ASSERT_TRUE(crowd.back()->lie_down());
  }
  for (const auto& one : crowd) one->feed();
  run_until(loop,
            [&] { return std::all_of(crowd.begin(), crowd.end(), [](const auto& one) { return one->stirs == 1; }); });
}

TEST_F(RestWatchTest, does_not_take_what_cannot_be_watched) {
  Rester one(watch, {});
  EXPECT_FALSE(one.lie_down());
}

}  // namespace
}  // namespace weft::io
