#include <weft/server/log/diagnostics.hpp>

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

using testing::ElementsAre;

class Lines : public testing::Test {
 protected:
  const Time start{std::chrono::hours(1)};
  std::vector<std::string> lines;
  Diagnostics diagnostics{[this](std::string_view line) { lines.emplace_back(line); }, start};
};

TEST_F(Lines, are_passed_on) {
  diagnostics.report("one", start);
  diagnostics.report("two", start);
  EXPECT_THAT(lines, ElementsAre("one", "two"));
}

TEST_F(Lines, may_go_to_nobody) {
  Diagnostics silent(nullptr, start);
  silent.report("one", start);
}

TEST_F(Lines, stay_lines_whatever_they_quote) {
  diagnostics.report("a\r\nb\x1b[2Jc", start);
  EXPECT_THAT(lines, ElementsAre("a??b?[2Jc"));
}

TEST_F(Lines, are_at_most_ten_a_second_and_what_is_left_out_is_counted) {
  for (int i = 0; i < 1000; ++i) diagnostics.report("again", start);
  EXPECT_EQ(lines.size(), 10U);
  diagnostics.report("later", start + std::chrono::seconds(1));
  EXPECT_EQ(lines.back(), "later (990 lines left out before)");
  diagnostics.report("more", start + std::chrono::seconds(1));
  EXPECT_EQ(lines.back(), "more");
}

}  // namespace
}  // namespace weft::server
