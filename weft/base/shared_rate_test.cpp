#include <weft/base/shared_rate.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <thread>
#include <vector>

namespace weft {
namespace shared_rate_test {

using namespace std::chrono_literals;

constexpr Time start{};

struct Shared {
  explicit Shared(std::uint64_t per_second) : setting(std::make_shared<RateSetting>(per_second)) {}

  std::shared_ptr<RateSetting> setting;
  std::shared_ptr<SharedRate> rate = std::make_shared<SharedRate>(setting);
};

// All that may go now.
std::uint64_t drain(RateShare& share, Time now) {
  std::uint64_t octets = 0;
  while (const std::uint64_t left = share.left(now)) {
    EXPECT_TRUE(share.take(left, now));
    octets += left;
  }
  return octets;
}

// Users that always want more, and wake at the ticks of a clock.
struct Crowd {
  struct User {
    explicit User(const std::shared_ptr<SharedRate>& rate) : share(rate) {}
    RateShare share;
    std::uint64_t octets = 0;
    Time due{};
  };

  Crowd(const std::shared_ptr<SharedRate>& rate, std::size_t users) {
    for (std::size_t i = 0; i < users; ++i) all.emplace_back(rate);
  }

  void run(Time from, Time until, Duration tick) {
    for (Time now = from; now <= until; now += tick) {
      for (User& user : all) {
        if (user.due > now) continue;
        ++wakes;
        user.octets += drain(user.share, now);
        user.due = user.share.when(1);
      }
    }
  }
  std::uint64_t octets() const {
    std::uint64_t sum = 0;
    for (const User& user : all) sum += user.octets;
    return sum;
  }

  std::deque<User> all;
  std::size_t wakes = 0;
};

TEST(SharedRate, lets_its_burst_go_at_once_and_then_a_portion_at_a_time) {
  const Shared shared(1'000'000);
  RateShare share(shared.rate);
  EXPECT_EQ(drain(share, start), 100'000U);
  EXPECT_EQ(share.when(1), start + 50ms);
  EXPECT_EQ(drain(share, start + 50ms - 1us), 0U);
  EXPECT_EQ(drain(share, start + 50ms), 50'000U);
}

TEST(SharedRate, is_exact_for_users_that_are_late) {
  for (const std::uint64_t per_second : {1'000u, 100'000u, 1'000'000u, 300'000'000u}) {
    for (const std::size_t users : {1u, 7u, 100u}) {
      const Shared shared(per_second);
      Crowd crowd(shared.rate, users);
      crowd.run(start, start + 20s, 50ms);
      const double expected = static_cast<double>(per_second) * 20.1;
      EXPECT_NEAR(static_cast<double>(crowd.octets()), expected, expected / 100) << per_second << " of " << users;
    }
  }
}

TEST(SharedRate, is_shared_evenly_by_users_that_are_late) {
  for (const std::uint64_t per_second : {20'000u, 1'000'000u, 300'000'000u}) {
    for (const std::size_t users : {2u, 3u, 10u}) {
      const Shared shared(per_second);
      Crowd crowd(shared.rate, users);
      // The burst is for those that come first.
      crowd.run(start, start + 1s, 50ms);
      for (auto& user : crowd.all) user.octets = 0;
      crowd.run(start + 1s + 50ms, start + 21s, 50ms);
      const double burst = static_cast<double>(per_second) / 10;
      const double even = 200 * burst / static_cast<double>(users);
      for (const auto& user : crowd.all) {
        EXPECT_NEAR(static_cast<double>(user.octets), even, burst + even / 20) << per_second << " of " << users;
      }
    }
  }
}

TEST(SharedRate, wakes_each_user_for_its_own_turn_alone) {
  const Shared shared(1'000'000);
  Crowd crowd(shared.rate, 16);
  crowd.run(start, start + 10s, 1ms);
  // A turn for each portion, and a look at the setting now and then.
  EXPECT_LE(crowd.wakes, 10'100'000u / (16 * 1024) + 16 * (10 * 2 + 2));
}

TEST(SharedRate, takes_back_what_nobody_needs) {
  const Shared shared(1'000'000);
  RateShare first(shared.rate);
  RateShare second(shared.rate);
  EXPECT_EQ(drain(first, start), 100'000U);
  EXPECT_EQ(drain(second, start), 0U);
  // Behind two portions of a twentieth of a second, with half of one.
  EXPECT_EQ(second.when(1), start + 125ms);
  first.leave();
  second.leave();
  EXPECT_EQ(drain(second, start), 0U);
  EXPECT_EQ(second.when(1), start + 50ms);
}

TEST(SharedRate, comes_to_the_last_in_the_queue_when_all_others_leave) {
  const Shared shared(1'000'000);
  Crowd crowd(shared.rate, 100);
  crowd.run(start, start + 1s, 50ms);
  RateShare last(shared.rate);
  EXPECT_EQ(drain(last, start + 1s), 0U);
  for (auto& user : crowd.all) user.share.leave();
  EXPECT_GT(drain(last, start + 1s + 50ms), 0U);
}

TEST(SharedRate, is_asked_for_no_more_than_is_needed) {
  const Shared shared(1'000'000);
  RateShare first(shared.rate);
  RateShare second(shared.rate);
  EXPECT_EQ(first.left(start, 70'000), 70'000U);
  EXPECT_EQ(second.left(start, 31'000), 0U);
  EXPECT_EQ(second.when(1), start + 1ms);
  EXPECT_EQ(second.left(start + 1ms, 31'000), 31'000U);
  EXPECT_EQ(second.left(start + 1ms, 31'000), 31'000U);
}

TEST(SharedRate, that_was_given_back_lets_no_more_go) {
  const Shared shared(1'000'000);
  std::uint64_t octets = 0;
  for (Time now = start; now < start + 10s; now += 1ms) {
    RateShare share(shared.rate);
    const std::uint64_t some = std::min<std::uint64_t>(share.left(now), 5'000);
    share.take(some, now);
    octets += some;
  }
  EXPECT_NEAR(static_cast<double>(octets), 10'100'000, 101'000);
}

TEST(SharedRate, without_a_limit_lets_all_go) {
  const Shared shared(0);
  RateShare share(shared.rate);
  EXPECT_GT(share.left(start), std::uint64_t{1} << 60);
  EXPECT_TRUE(share.take(1'000'000'000'000, start));
  EXPECT_GT(share.left(start), std::uint64_t{1} << 60);
  EXPECT_TRUE(shared.rate->is_rested(start));
}

TEST(SharedRate, that_is_raised_is_noticed_by_those_that_wait) {
  const Shared shared(1'000);
  Crowd crowd(shared.rate, 100);
  crowd.run(start, start + 1s, 50ms);
  EXPECT_LE(crowd.octets(), 1'100u);
  shared.setting->change(1'000'000);
  crowd.run(start + 1s, start + 2s, 50ms);
  EXPECT_GE(crowd.octets(), 500'000u);
}

TEST(SharedRate, that_is_lowered_or_taken_away_is_obeyed_at_once) {
  const Shared shared(1'000'000);
  RateShare share(shared.rate);
  drain(share, start);
  shared.setting->change(10'000);
  std::uint64_t octets = 0;
  for (Time now = start; now <= start + 10s; now += 50ms) octets += drain(share, now);
  EXPECT_NEAR(static_cast<double>(octets), 100'000, 20'000);
  shared.setting->change(0);
  EXPECT_GT(share.left(start + 10s), std::uint64_t{1} << 60);
}

TEST(SharedRate, has_rested_when_its_burst_is_whole) {
  const Shared shared(1'000'000);
  RateShare share(shared.rate);
  EXPECT_TRUE(shared.rate->is_rested(start));
  share.take(share.left(start), start);
  EXPECT_FALSE(shared.rate->is_rested(start + 100ms - 1us));
  EXPECT_TRUE(shared.rate->is_rested(start + 100ms));
}

TEST(SharedRate, is_exact_over_threads) {
  const Shared shared(1'000'000);
  std::vector<std::uint64_t> octets(4);
  std::vector<std::thread> threads;
  // Each thread has a time of its own, as loops do.
  for (std::uint64_t& own : octets) {
    threads.emplace_back([&own, rate = shared.rate] {
      RateShare share(rate);
      for (Time now = start; now <= start + 10s; now += 10ms) own += drain(share, now);
    });
  }
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i].join();
    sum += octets[i];
  }
  // The time is that of the fastest thread. What it let pass in a step of others, they find in the queue.
  EXPECT_LE(sum, 10'100'000u);
  EXPECT_GE(sum, 9'900'000u);
}

// Whoever asks and leaves again and again would make those in front faster than the rate.
TEST(SharedRate, gives_nothing_to_those_in_front_of_one_that_leaves) {
  const Shared shared(1'000'000);
  RateShare front(shared.rate);
  RateShare behind(shared.rate);
  drain(front, start);
  const Time due = front.when(1);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(behind.left(start), 0U);
    behind.leave();
  }
  EXPECT_EQ(front.left(start), 0U);
  EXPECT_EQ(front.when(1), due);
}

TEST(SharedRate, of_any_speed_is_in_range) {
  const Shared shared(std::numeric_limits<std::uint64_t>::max());
  RateShare share(shared.rate);
  Time now = start;
  for (int day = 0; day < 1000; ++day) {
    EXPECT_GT(share.left(now), 0U);
    share.take(1, now);
    now += 24h;
  }
  RateShare slow(std::make_shared<SharedRate>(std::make_shared<RateSetting>(1)));
  EXPECT_EQ(drain(slow, now), 1U);
  EXPECT_EQ(slow.when(1), now + RateShare::patience);
  EXPECT_EQ(drain(slow, now + 1s), 1U);
}

}  // namespace shared_rate_test
}  // namespace weft
