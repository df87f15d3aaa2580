#include <weft/server/events/event_feed.hpp>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <weft/io/loop.hpp>

namespace weft::server {
namespace event_feed_test {

using namespace std::chrono_literals;

class Listener final : public Following {
 public:
  using Following::Following;
  ~Listener() override = default;

  int news = 0;
  int heartbeats = 0;

 private:
  void on_news() override { ++news; }
  void on_heartbeat() override { ++heartbeats; }
};

class Feeds : public testing::Test {
 protected:
  std::shared_ptr<LoopFeed> of(const std::shared_ptr<EventFeed>& feed) { return LoopFeed::of(feed, loop, drain); }

  Time now = Time() + 1h;
  io::Loop loop{now};
  Drain drain;
};

TEST_F(Feeds, share_each_event) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{});
  Listener first(of(feed), std::nullopt);
  Listener second(of(feed), std::nullopt);
  feed->publish("tea");
  loop.run();
  EXPECT_EQ(first.next(), second.next());
  EXPECT_EQ(first.next(), nullptr);
}

TEST_F(Feeds, wake_a_loop_once_for_all_that_has_come) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{});
  Listener listener(of(feed), std::nullopt);
  for (int i = 0; i < 5; ++i) feed->publish("tea");
  loop.run();
  EXPECT_EQ(listener.news, 1);
  for (int i = 0; i < 5; ++i) EXPECT_NE(listener.next(), nullptr);
  EXPECT_EQ(listener.next(), nullptr);
}

TEST_F(Feeds, drop_the_oldest_events_for_a_follower_that_is_slow) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.keep = 2});
  Listener listener(of(feed), std::nullopt);
  for (const char* data : {"1", "2", "3", "4", "5"}) {
    feed->publish(data);
    loop.run();
  }
  EXPECT_EQ(listener.next()->data, "4");
  EXPECT_EQ(listener.next()->data, "5");
  EXPECT_EQ(listener.missed(), 3u);
  EXPECT_FALSE(listener.has_ended());
}

TEST_F(Feeds, drop_events_for_a_loop_that_is_stuck) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.keep = 2});
  Listener listener(of(feed), std::nullopt);
  for (const char* data : {"1", "2", "3", "4", "5"}) feed->publish(data);
  loop.run();
  EXPECT_EQ(listener.next()->data, "4");
  EXPECT_EQ(listener.missed(), 3u);
}

TEST_F(Feeds, end_a_follower_that_is_slow_where_that_is_asked_for) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.keep = 2, .when_slow = WhenSlow::end});
  Listener slow(of(feed), std::nullopt);
  Listener quick(of(feed), std::nullopt);
  for (const char* data : {"1", "2", "3"}) {
    feed->publish(data);
    loop.run();
    EXPECT_EQ(quick.next()->data, data);
  }
  EXPECT_EQ(slow.next(), nullptr);
  EXPECT_TRUE(slow.has_ended());
  EXPECT_FALSE(quick.has_ended());
}

TEST_F(Feeds, end_when_the_loop_drains_and_begin_no_more) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{});
  Listener listener(of(feed), std::nullopt);
  drain.tell();
  EXPECT_TRUE(listener.has_ended());
  EXPECT_EQ(listener.news, 1);
  EXPECT_TRUE(Listener(of(feed), std::nullopt).has_ended());
  const auto other = std::make_shared<EventFeed>(BroadcastOptions{});
  EXPECT_TRUE(Listener(of(other), std::nullopt).has_ended());
}

TEST_F(Feeds, beat_while_somebody_follows) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.heartbeat = 10s});
  {
    Listener listener(of(feed), std::nullopt);
    for (int i = 0; i < 3; ++i) {
      now += 10s + io::Deadlines::tick;
      loop.run();
    }
    EXPECT_EQ(listener.heartbeats, 3);
  }
  now += 10s + io::Deadlines::tick;
  loop.run();
  EXPECT_EQ(loop.deadlines().next(), never);
}

// --- threads
// -----------------------------------------------------------------------------------------------------------

// Counts events on the thread of its loop, and ends the loop with the last one.
class Counter final : public Following {
 public:
  Counter(io::Loop& loop, std::shared_ptr<LoopFeed> feed) : Following(std::move(feed), std::nullopt), loop_(loop) {}
  ~Counter() override = default;

  int count = 0;

 private:
  void on_news() override {
    while (next() != nullptr) ++count;
    if (has_ended()) loop_.stop();
  }
  void on_heartbeat() override {}

  io::Loop& loop_;
};

TEST(FeedsOfThreads, reach_all_loops_from_any_thread) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.keep = 1000});
  std::vector<std::thread> loops;
  std::vector<int> counts(3);
  for (int& count : counts) {
    std::promise<void> follows;
    loops.emplace_back([&] {
      io::Loop loop;
      Drain drain;
      Counter counter(loop, LoopFeed::of(feed, loop, drain));
      follows.set_value();
      loop.run();
      count = counter.count;
    });
    follows.get_future().wait();
  }
  std::vector<std::thread> publishers;
  for (int i = 0; i < 4; ++i) {
    publishers.emplace_back([&] {
      for (int event = 0; event < 100; ++event) feed->publish("tea");
    });
  }
  for (auto& publisher : publishers) publisher.join();
  feed->close();
  for (auto& loop : loops) loop.join();
  EXPECT_EQ(counts, std::vector<int>({400, 400, 400}));
  EXPECT_EQ(feed->followers(), 0u);
}

}  // namespace event_feed_test
}  // namespace weft::server
