#include <cli/inspect/recording/note_sums.hpp>

#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace note_sums_test {
namespace {

using http::Wait;
using std::chrono::milliseconds;
using trace::Direction;

Time at(int time) {
  return Time(milliseconds(time));
}

TEST(NoteSums, are_nothing_of_a_recording_without_notes) {
  EXPECT_EQ(NoteSums().text(at(9)), "");
}

// Told at 10 ms, when it had lasted for 4 already.
TEST(NoteSums, count_each_wait_from_when_it_began) {
  NoteSums sums;
  sums.take({at(2), trace::WaitChanged{.stream = 1, .now = Wait::application}});
  sums.take({at(10), trace::WaitChanged{
                         .stream = 1, .before = Wait::application, .now = Wait::priority, .waiting = milliseconds(4)}});
  sums.take({at(11), trace::WaitChanged{.stream = 1, .before = Wait::priority}});
  sums.take({at(20), trace::WaitChanged{.stream = 3, .now = Wait::application}});
  EXPECT_EQ(sums.text(at(25)), "engine    0 picks of 0 streams; waited for   application 9.0 ms   priority 5.0 ms\n");
}

// As a recording that was made by hand may tell them.
TEST(NoteSums, hold_more_waits_than_time_can_be) {
  NoteSums sums;
  constexpr Duration long_ago = Duration(1'000'000'000'000'000'000);
  for (std::uint64_t stream = 1; stream < 41; stream += 2) {
    sums.take({at(0), trace::WaitChanged{.stream = stream, .now = Wait::pool, .waiting = long_ago}});
    sums.take({at(1), trace::WaitChanged{.stream = stream, .before = Wait::pool, .now = Wait::socket}});
    sums.take({at(0), trace::WaitChanged{.stream = stream, .before = Wait::socket}});
  }
  EXPECT_EQ(sums.text(at(1)), "engine    0 picks of 0 streams; waited for   pool 9223372036854.8 ms\n");
}

TEST(NoteSums, count_picks_and_tables) {
  NoteSums sums;
  for (const std::uint64_t stream : {1U, 3U, 1U}) sums.take({at(1), trace::SchedulePick{.stream = stream}});
  const std::array<Field, 2> fields{};
  sums.take(
      {at(1), trace::FieldsInserted{.direction = Direction::received, .fields = fields, .size = 90, .entries = 2}});
  sums.take({at(2), trace::FieldsEvicted{.direction = Direction::received, .count = 1, .size = 40, .entries = 1}});
  EXPECT_EQ(sums.text(at(9)),
            "engine    3 picks of 2 streams; waited for   nothing\n"
            "HPACK     received: 2 fields in, 1 out, 1 in the table at last, 40 B\n");
}

}  // namespace
}  // namespace note_sums_test
}  // namespace weft::cli::inspect
