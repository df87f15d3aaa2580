#include <weft/server/blocking/blocking_threads.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <set>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>
#include <weft/io/within.hpp>

namespace weft::server {
namespace blocking_threads_test {

using namespace std::chrono_literals;

class Work final : public BlockingWork {
 public:
  explicit Work(std::function<void(std::stop_token)> work) : work_(std::move(work)) {}
  void run(std::stop_token stop) noexcept override { work_(std::move(stop)); }

 private:
  std::function<void(std::stop_token)> work_;
};

class BlockingThreadsTest : public testing::Test {
 protected:
  // Runs the loop until so many coroutines have ended.
  void run(std::vector<io::Task<>> tasks) {
    std::size_t left = tasks.size();
    for (auto& task : tasks) {
      io::spawn(loop, std::move(task), [this, &left](std::exception_ptr) {
        if (--left == 0) loop.stop();
      });
    }
    loop.run();
  }

  io::Loop loop;
};

io::Task<> do_work(io::Loop& loop, BlockingThreads& threads, std::function<void(std::stop_token)> callable) {
  Work work(std::move(callable));
  co_await threads.run(loop, work);
}

TEST_F(BlockingThreadsTest, work_runs_away_from_the_loop) {
  BlockingThreads threads({.threads = 1});
  std::thread::id its;
  std::vector<io::Task<>> tasks;
  tasks.push_back(do_work(loop, threads, [&](std::stop_token) { its = std::this_thread::get_id(); }));
  run(std::move(tasks));
  EXPECT_NE(its, std::thread::id());
  EXPECT_NE(its, std::this_thread::get_id());
}

TEST_F(BlockingThreadsTest, a_thread_that_is_free_is_used_again) {
  BlockingThreads threads({.threads = 4});
  std::set<std::thread::id> ids;
  const auto three = [](io::Loop& its_loop, BlockingThreads& its, std::set<std::thread::id>& seen) -> io::Task<> {
    for (int i = 0; i < 3; ++i) {
      co_await do_work(its_loop, its, [&](std::stop_token) { seen.insert(std::this_thread::get_id()); });
      // The thread has time to wait for work again: only then is it free.
      co_await io::sleep(its_loop, 20ms);
    }
  };
  std::vector<io::Task<>> tasks;
  tasks.push_back(three(loop, threads, ids));
  run(std::move(tasks));
  EXPECT_EQ(ids.size(), 1u);
}

TEST_F(BlockingThreadsTest, as_many_work_at_once_as_there_are_threads) {
  BlockingThreads threads({.threads = 3});
  std::latch all(3);
  std::vector<io::Task<>> tasks;
  for (int i = 0; i < 3; ++i) {
    tasks.push_back(do_work(loop, threads, [&](std::stop_token) { all.arrive_and_wait(); }));
  }
  run(std::move(tasks));
}

TEST_F(BlockingThreadsTest, no_more_work_at_once_than_there_are_threads) {
  BlockingThreads threads({.threads = 2});
  std::atomic<int> at_work = 0;
  std::atomic<int> most = 0;
  std::vector<io::Task<>> tasks;
  for (int i = 0; i < 50; ++i) {
    tasks.push_back(do_work(loop, threads, [&](std::stop_token) {
      const int now = ++at_work;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::yield();
      --at_work;
    }));
  }
  run(std::move(tasks));
  EXPECT_LE(most, 2);
}

TEST_F(BlockingThreadsTest, what_the_queue_has_no_room_for_is_refused) {
  BlockingThreads threads({.threads = 1, .queue = 2});
  std::latch release(1);
  int refused = 0;
  int done = 0;
  const auto one = [&](io::Loop& its_loop) -> io::Task<> {
    try {
      co_await do_work(its_loop, threads, [&](std::stop_token) { release.wait(); });
      ++done;
    } catch (const BlockingQueueFull&) {
      // The last two tell the first three that they may end.
      if (++refused == 2) release.count_down();
    }
  };
  std::vector<io::Task<>> tasks;
  for (int i = 0; i < 5; ++i) tasks.push_back(one(loop));
  run(std::move(tasks));
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(done, 3);
}

TEST_F(BlockingThreadsTest, without_a_queue_threads_are_used_all_the_same) {
  BlockingThreads threads({.threads = 2, .queue = 0});
  std::latch both(2);
  std::vector<io::Task<>> tasks;
  for (int i = 0; i < 2; ++i) {
    tasks.push_back(do_work(loop, threads, [&](std::stop_token) { both.arrive_and_wait(); }));
  }
  run(std::move(tasks));
}

TEST_F(BlockingThreadsTest, work_that_has_not_begun_is_not_done_when_its_time_is_over) {
  BlockingThreads threads({.threads = 1});
  std::latch release(1);
  bool has_run = false;
  const auto second = [&](io::Loop& its_loop) -> io::Task<> {
    EXPECT_FALSE(co_await io::within(1ms, do_work(its_loop, threads, [&](std::stop_token) { has_run = true; })));
    release.count_down();
  };
  std::vector<io::Task<>> tasks;
  tasks.push_back(do_work(loop, threads, [&](std::stop_token) { release.wait(); }));
  tasks.push_back(second(loop));
  run(std::move(tasks));
  EXPECT_FALSE(has_run);
}

TEST_F(BlockingThreadsTest, work_that_runs_is_asked_to_stop_and_waited_for) {
  BlockingThreads threads({.threads = 1});
  std::atomic<bool> has_begun = false;
  std::atomic<bool> has_ended = false;
  const auto waits = [&](io::Loop& its_loop) -> io::Task<> {
    // Work whose thread is late has not begun, and is not asked.
    while (!has_begun) {
      const bool in_time = co_await io::within(1ms, do_work(its_loop, threads, [&](std::stop_token stop) {
                                                 has_begun = true;
                                                 while (!stop.stop_requested()) std::this_thread::yield();
                                                 has_ended = true;
                                               }));
      EXPECT_FALSE(in_time);
    }
    EXPECT_TRUE(has_ended);
  };
  std::vector<io::Task<>> tasks;
  tasks.push_back(waits(loop));
  run(std::move(tasks));
}

// Tells that the frame it stands in has gone.
struct Gone {
  explicit Gone(std::atomic<bool>& gone) : its(gone) {}
  Gone(const Gone&) = delete;
  Gone& operator=(const Gone&) = delete;
  ~Gone() { its = true; }

  std::atomic<bool>& its;
};

TEST(BlockingThreadsEnd, waits_for_work_and_leaves_no_frame_behind) {
  std::atomic<bool> gone = false;
  std::atomic<bool> queued_gone = false;
  bool queued_has_run = false;
  {
    io::Loop loop;
    BlockingThreads threads({.threads = 1});
    std::latch started(1);
    const auto runs = [&](io::Loop& its_loop) -> io::Task<> {
      const Gone frame(gone);
      int in_frame = 0;
      co_await do_work(its_loop, threads, [&](std::stop_token stop) {
        started.count_down();
        while (!stop.stop_requested()) std::this_thread::yield();
        EXPECT_FALSE(gone);
        in_frame = 1;
      });
    };
    const auto waits = [&](io::Loop& its_loop) -> io::Task<> {
      const Gone frame(queued_gone);
      co_await do_work(its_loop, threads, [&](std::stop_token) { queued_has_run = true; });
    };
    io::spawn(loop, runs(loop), [](std::exception_ptr) {});
    io::spawn(loop, waits(loop), [&](std::exception_ptr) {});
    loop.post([&] {
      started.wait();
      loop.stop();
    });
    loop.run();
    threads.end();
  }
  EXPECT_TRUE(gone);
  EXPECT_TRUE(queued_gone);
  EXPECT_FALSE(queued_has_run);
}

}  // namespace blocking_threads_test
}  // namespace weft::server
