#include <weft/io/errand.hpp>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <semaphore>
#include <thread>
#include <vector>

#include <weft/io/few_threads.hpp>
#include <weft/io/loop.hpp>

namespace weft::io {
namespace {

TEST(ErrandTest, is_done_on_another_thread_and_told_on_the_loop) {
  Loop loop;
  const auto here = std::this_thread::get_id();
  std::thread::id worker;
  std::thread::id told;
  const Errand errand(
      loop, [&] { worker = std::this_thread::get_id(); },
      [&] {
        told = std::this_thread::get_id();
        loop.stop();
      });
  loop.run();
  EXPECT_NE(worker, here);
  EXPECT_EQ(told, here);
}

TEST(ErrandTest, the_loop_goes_on_while_the_work_blocks) {
  Loop loop;
  std::binary_semaphore gate{0};
  const Errand errand(loop, [&] { gate.acquire(); }, [&] { loop.stop(); });
  loop.post([&] { gate.release(); });
  loop.run();
}

// A library that the work is at home in may end with the process, as soon as its end is told.
TEST(ErrandTest, lets_go_of_its_work_before_it_tells) {
  Loop loop;
  const auto part_of_a_library = std::make_shared<int>();
  const Errand errand(
      loop, [part_of_a_library] {},
      [&] {
        EXPECT_EQ(part_of_a_library.use_count(), 1);
        loop.stop();
      });
  loop.run();
}

TEST(ErrandTest, may_be_destroyed_by_what_it_tells) {
  Loop loop;
  std::optional<Errand> errand;
  errand.emplace(
      loop, [] {},
      [&] {
        errand.reset();
        loop.stop();
      });
  loop.run();
  EXPECT_FALSE(errand.has_value());
}

// Work that has begun goes on, and nobody hears of it. Work behind it is not even begun.
TEST(ErrandTest, nobody_is_told_who_has_gone) {
  struct Shared {
    std::counting_semaphore<> begun{0};
    std::counting_semaphore<> gate{0};
    std::counting_semaphore<> ended{0};
  };
  const auto shared = std::make_shared<Shared>();
  Loop loop;
  bool told = false;
  std::vector<std::unique_ptr<Errand>> errands;
  for (int i = 0; i < FewThreads::most; ++i) {
    errands.push_back(std::make_unique<Errand>(
        loop,
        [shared] {
          shared->begun.release();
          shared->gate.acquire();
          shared->ended.release();
        },
        [&] { told = true; }));
  }
  for (int i = 0; i < FewThreads::most; ++i) shared->begun.acquire();
  const auto late = std::make_shared<std::atomic<bool>>(false);
  errands.push_back(std::make_unique<Errand>(loop, [late] { *late = true; }, [&] { told = true; }));
  errands.clear();
  shared->gate.release(FewThreads::most);
  for (int i = 0; i < FewThreads::most; ++i) shared->ended.acquire();
  const Errand last(loop, [] {}, [&] { loop.stop(); });
  loop.run();
  EXPECT_FALSE(told);
  EXPECT_FALSE(*late);
}

}  // namespace
}  // namespace weft::io
