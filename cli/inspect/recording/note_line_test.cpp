#include <cli/inspect/recording/note_line.hpp>

#include <array>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace note_line_test {
namespace {

using http::Wait;

std::string line_of(const decltype(trace::Note::what)& what) {
  return note_line({Time(std::chrono::microseconds(1500)), what});
}

TEST(NoteLine, tells_waits_and_windows) {
  EXPECT_EQ(
      line_of(trace::WaitChanged{.stream = 41,
                                 .before = Wait::priority,
                                 .now = Wait::stream_window,
                                 .stream_window = -4,
                                 .connection_window = 49'152}),
      "     1.5 ms  ·  wait          41    stream_window, before: priority   -4 B of the stream and 49,152 B of the "
      "connection left\n");
  EXPECT_EQ(line_of(trace::WaitChanged{.stream = 1, .before = Wait::socket}),
            "     1.5 ms  ·  wait          1     nothing, before: socket\n");
  EXPECT_EQ(line_of(trace::WindowChanged{.stream = 0, .send = 65'530, .receive = 1'048'576}),
            "     1.5 ms  ·  window        0     → 65,530 B   ← 1,048,576 B\n");
  EXPECT_EQ(line_of(trace::WindowChanged{.send = std::numeric_limits<std::int64_t>::min()}),
            "     1.5 ms  ·  window        0     → -9,223,372,036,854,775,808 B   ← 0 B\n");
}

TEST(NoteLine, tells_picks) {
  EXPECT_EQ(line_of(trace::SchedulePick{.stream = 5, .octets = 16'384, .priority = http::Priority{2, true}}),
            "     1.5 ms  ·  pick          5     16,384 B   u=2, i\n");
  EXPECT_EQ(line_of(trace::SchedulePick{.stream = 5, .octets = 0, .weight = 200}),
            "     1.5 ms  ·  pick          5     0 B   weight 200\n");
}

TEST(NoteLine, tells_tables) {
  const std::array<Field, 2> fields{{{.name = "x-a\n", .value = "1"}, {.name = "x-b", .value = "2"}}};
  EXPECT_EQ(line_of(trace::FieldsInserted{
                .direction = trace::Direction::sent, .stream = 1, .fields = fields, .size = 1'072, .entries = 2}),
            "     1.5 ms  ·  HPACK         1     → in: x-a\\x0a, x-b   2 in the table, 1,072 B\n");
  EXPECT_EQ(line_of(trace::FieldsEvicted{
                .direction = trace::Direction::received, .stream = 3, .count = 2, .size = 40, .entries = 1}),
            "     1.5 ms  ·  HPACK         3     ← out: 2 of the oldest   1 in the table, 40 B\n");
}

}  // namespace
}  // namespace note_line_test
}  // namespace weft::cli::inspect
