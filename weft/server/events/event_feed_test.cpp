#include <weft/server/events/event_feed.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>

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

// --- publishers that wait
// ---------------------------------------------------------------------------------------------

// Takes one event at a time, and then lets all else have its turn.
class SlowReader final : public Following {
 public:
  SlowReader(io::Loop& loop, std::shared_ptr<LoopFeed> feed) : Following(std::move(feed), std::nullopt), loop_(loop) {}
  ~SlowReader() override = default;

  std::vector<std::string> data;

 private:
  void on_news() override {
    if (!std::exchange(is_reading_, true)) read();
  }
  void on_heartbeat() override {}
  void read() {
    const auto event = next();
    is_reading_ = event != nullptr;
    if (event == nullptr) return;
    data.push_back(event->data);
    loop_.post([this] { read(); });
  }

  io::Loop& loop_;
  bool is_reading_ = false;
};

std::vector<std::string> numbers(int most) {
  std::vector<std::string> all;
  for (int i = 0; i < most; ++i) all.push_back(std::to_string(i));
  return all;
}

const BroadcastOptions waiting{.keep = 2, .when_slow = WhenSlow::wait};

TEST_F(Feeds, that_wait_lose_nothing_for_a_follower_that_is_slow) {
  const auto feed = std::make_shared<EventFeed>(waiting);
  SlowReader slow(loop, of(feed));
  SlowReader second(loop, of(feed));
  std::atomic<bool> is_over = false;
  std::thread publisher([&] {
    for (const auto& number : numbers(1000)) feed->publish(number);
    is_over = true;
  });
  while (!is_over) loop.run();
  loop.run();
  publisher.join();
  EXPECT_EQ(slow.data, numbers(1000));
  EXPECT_EQ(second.data, numbers(1000));
  EXPECT_EQ(slow.missed(), 0u);
}

TEST_F(Feeds, that_wait_go_on_when_the_follower_leaves) {
  const auto feed = std::make_shared<EventFeed>(waiting);
  auto stuck = std::make_unique<Listener>(of(feed), std::nullopt);
  std::thread publisher([&] {
    for (const auto& number : numbers(10)) feed->publish(number);
  });
  stuck.reset();
  publisher.join();
  EXPECT_EQ(feed->followers(), 0u);
}

TEST_F(Feeds, that_wait_let_go_when_they_are_closed_or_the_loop_goes) {
  for (const bool closes : {true, false}) {
    const auto feed = std::make_shared<EventFeed>(waiting);
    std::optional<io::Loop> goes(std::in_place);
    Drain its_drain;
    std::optional<Listener> stuck(std::in_place, LoopFeed::of(feed, *goes, its_drain), std::nullopt);
    std::thread publisher([&] {
      for (const auto& number : numbers(10)) feed->publish(number);
    });
    closes ? feed->close() : goes.reset();
    publisher.join();
    stuck.reset();
  }
}

TEST_F(Feeds, that_wait_refuse_to_block_a_loop) {
  const auto feed = std::make_shared<EventFeed>(waiting);
  bool is_refused = false;
  loop.post([&] {
    EXPECT_THROW(feed->publish("tea"), std::logic_error);
    is_refused = true;
  });
  loop.run();
  EXPECT_TRUE(is_refused);
  Listener listener(of(feed), std::nullopt);
  feed->publish("from no loop");
  loop.run();
  EXPECT_EQ(listener.next()->data, "from no loop");
}

TEST_F(Feeds, are_waited_for_by_coroutines_on_the_loop_of_the_follower) {
  const auto feed = std::make_shared<EventFeed>(waiting);
  SlowReader slow(loop, of(feed));
  int ended = 0;
  const auto publish = [&]() -> io::Task<> {
    for (const auto& number : numbers(100)) co_await feed->publish_when_room(loop, number);
  };
  loop.post([&] { io::spawn(loop, publish(), [&](const std::exception_ptr& failure) { ended += failure ? 0 : 1; }); });
  loop.run();
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(slow.data, numbers(100));
  EXPECT_EQ(slow.missed(), 0u);
}

TEST_F(Feeds, that_coroutines_wait_for_let_them_go_when_they_close) {
  const auto feed = std::make_shared<EventFeed>(waiting);
  Listener stuck(of(feed), std::nullopt);
  int published = 0;
  const auto publish = [&]() -> io::Task<> {
    for (const auto& number : numbers(10)) {
      co_await feed->publish_when_room(loop, number);
      ++published;
    }
  };
  loop.post([&] { io::spawn(loop, publish(), [](const std::exception_ptr&) {}); });
  loop.run();
  EXPECT_EQ(published, 2);
  EXPECT_NE(stuck.next(), nullptr);
  loop.run();
  EXPECT_EQ(published, 3);
  feed->close();
  loop.run();
  EXPECT_EQ(published, 10);
  EXPECT_EQ(stuck.next()->data, "1");
  EXPECT_EQ(stuck.next()->data, "2");
  EXPECT_EQ(stuck.next(), nullptr);
}

// A client that comes back is waited for from where it was.
TEST_F(Feeds, that_wait_know_followers_that_come_back) {
  const auto feed = std::make_shared<EventFeed>(BroadcastOptions{.keep = 3, .when_slow = WhenSlow::wait});
  for (const char* id : {"1", "2", "3"}) feed->publish({id, "", id});
  loop.run();
  Listener back(of(feed), "2");
  std::thread publisher([&] {
    for (const char* data : {"4", "5", "6", "7"}) feed->publish(data);
  });
  for (const char* data : {"3", "4", "5", "6", "7"}) {
    auto event = back.next();
    for (; event == nullptr; event = back.next()) loop.run();
    EXPECT_EQ(event->data, data);
  }
  publisher.join();
  EXPECT_EQ(back.missed(), 0u);
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
