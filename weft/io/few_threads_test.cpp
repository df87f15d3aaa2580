#include <weft/io/few_threads.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <semaphore>

namespace weft::io {
namespace few_threads_test {

// Held by all work of a test, which may outlive it.
struct Work {
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> gate{0};
  std::counting_semaphore<> ended{0};
  std::atomic<int> at_once = 0;
  std::atomic<int> done = 0;

  void block() {
    ++at_once;
    begun.release();
    gate.acquire();
    --at_once;
    ++done;
    ended.release();
  }
};

TEST(FewThreads, do_as_much_at_a_time_as_there_may_be_threads) {
  const auto work = std::make_shared<Work>();
  FewThreads threads;
  for (int i = 0; i < 3 * FewThreads::most; ++i) threads.add([work] { work->block(); });
  for (int i = 0; i < FewThreads::most; ++i) work->begun.acquire();
  EXPECT_FALSE(work->begun.try_acquire());
  EXPECT_EQ(work->at_once, FewThreads::most);
  work->gate.release(3 * FewThreads::most);
  for (int i = 0; i < 3 * FewThreads::most; ++i) work->ended.acquire();
  EXPECT_EQ(work->done, 3 * FewThreads::most);
}

TEST(FewThreads, that_have_ended_begin_anew) {
  const auto work = std::make_shared<Work>();
  FewThreads threads;
  for (int i = 1; i <= 10; ++i) {
    work->gate.release();
    threads.add([work] { work->block(); });
    work->ended.acquire();
    EXPECT_EQ(work->done, i);
  }
}

TEST(FewThreads, begin_no_more_when_their_owner_has_gone) {
  const auto work = std::make_shared<Work>();
  const auto late = std::make_shared<int>();
  std::optional<FewThreads> threads(std::in_place);
  for (int i = 0; i < FewThreads::most; ++i) threads->add([work] { work->block(); });
  for (int i = 0; i < FewThreads::most; ++i) work->begun.acquire();
  threads->add([work, late] { ++*late; });
  threads.reset();
  EXPECT_EQ(late.use_count(), 1);
  work->gate.release(FewThreads::most);
  for (int i = 0; i < FewThreads::most; ++i) work->ended.acquire();
  EXPECT_EQ(*late, 0);
}

}  // namespace few_threads_test
}  // namespace weft::io
