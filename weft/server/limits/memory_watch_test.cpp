#include <weft/server/limits/memory_watch.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace weft::server {
namespace memory_watch_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t mebibyte = 1 << 20;

struct Watched : testing::Test {
  // A look of its own, at so many hundredths of the limit.
  Pressure look_at(std::uint64_t hundredths) {
    in_use = hundredths * mebibyte;
    return memory.look(now += MemoryWatch::between_looks);
  }

  std::vector<std::string> lines;
  Diagnostics diagnostics{[this](std::string_view line) { lines.emplace_back(line); }};
  std::uint64_t in_use = 0;
  int measured = 0;
  MemoryWatch memory{diagnostics, [this] {
                       ++measured;
                       return in_use;
                     }};
  Time now = std::chrono::steady_clock::now();
};

TEST_F(Watched, is_under_pressure_from_four_fifths_on) {
  memory.limit(100 * mebibyte);
  EXPECT_EQ(look_at(79), Pressure::none);
  EXPECT_EQ(look_at(80), Pressure::high);
  EXPECT_EQ(look_at(94), Pressure::high);
  EXPECT_EQ(look_at(95), Pressure::severe);
  EXPECT_EQ(look_at(100), Pressure::severe);
}

TEST_F(Watched, comes_back_by_itself_a_little_later) {
  memory.limit(100 * mebibyte);
  EXPECT_EQ(look_at(97), Pressure::severe);
  EXPECT_EQ(look_at(90), Pressure::severe);
  EXPECT_EQ(look_at(89), Pressure::high);
  EXPECT_EQ(look_at(94), Pressure::high);
  EXPECT_EQ(look_at(75), Pressure::high);
  EXPECT_EQ(look_at(74), Pressure::none);
  EXPECT_EQ(look_at(79), Pressure::none);
}

TEST_F(Watched, tells_each_change_in_one_line) {
  memory.limit(100 * mebibyte);
  for (const std::uint64_t hundredths : {10u, 85u, 86u, 96u, 10u, 11u}) look_at(hundredths);
  EXPECT_THAT(lines, ElementsAre(AllOf(HasSubstr("85.0 MiB of 100.0 MiB"), HasSubstr("idle connections are closed")),
                                 AllOf(HasSubstr("96.0 MiB"), HasSubstr("no connection is accepted")),
                                 AllOf(HasSubstr("10.0 MiB"), HasSubstr("served again"))));
}

// Any number of loops share the look of one.
TEST_F(Watched, is_measured_once_a_second) {
  memory.limit(100 * mebibyte);
  in_use = 90 * mebibyte;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(memory.look(now + i * 90ms), Pressure::high);
  EXPECT_EQ(measured, 1);
  memory.look(now + 1s);
  EXPECT_EQ(measured, 2);
}

TEST_F(Watched, obeys_another_limit_at_once) {
  memory.limit(100 * mebibyte);
  EXPECT_EQ(look_at(50), Pressure::none);
  memory.limit(50 * mebibyte);
  EXPECT_EQ(memory.look(now), Pressure::severe);
  memory.limit(MemoryWatch::no_limit);
  EXPECT_EQ(memory.look(now), Pressure::none);
  EXPECT_THAT(lines.back(), HasSubstr("no limit any more"));
  EXPECT_EQ(memory.status().limit, 0u);
}

TEST_F(Watched, is_not_measured_without_a_limit) {
  EXPECT_FALSE(memory.is_limited());
  EXPECT_EQ(look_at(1000), Pressure::none);
  EXPECT_EQ(measured, 0);
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(Watched, has_the_limit_of_the_system_where_none_is_said) {
  memory.limit(0);
  EXPECT_TRUE(memory.is_limited());
  EXPECT_GT(memory.status().limit, 16 * mebibyte);
}

// The system does not tell.
TEST_F(Watched, is_calm_where_nobody_knows) {
  memory.limit(mebibyte);
  EXPECT_EQ(look_at(0), Pressure::none);
}

TEST_F(Watched, counts_what_was_given_up) {
  memory.limit(100 * mebibyte);
  look_at(81);
  memory.count(Shed::idle_connection, 3);
  memory.count(Shed::request, 1);
  memory.count(Shed::request, 1);
  const MemoryStatus status = memory.status();
  EXPECT_THAT(status.shed, ElementsAre(3, 0, 2, 0));
  EXPECT_EQ(status.in_use, 81 * mebibyte);
  EXPECT_EQ(status.limit, 100 * mebibyte);
  EXPECT_EQ(status.pressure, Pressure::high);
}

// No product of the limit and a hundred overflows.
TEST_F(Watched, may_have_any_limit) {
  memory.limit(MemoryWatch::no_limit - 1);
  EXPECT_EQ(look_at(90), Pressure::none);
  in_use = MemoryWatch::no_limit;
  EXPECT_EQ(memory.look(now += 1s), Pressure::severe);
}

}  // namespace memory_watch_test
}  // namespace weft::server
