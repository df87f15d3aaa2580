#include <cli/inspect/script.hpp>

#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace {

TEST(Script, has_a_command_for_each_line) {
  const auto lines = parse_script("# a comment\nheaders 1 GET / end\n\nwait 1\r\nquit", "a.txt");
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_TRUE(std::holds_alternative<Nothing>(*lines[0].command));
  EXPECT_TRUE(std::holds_alternative<SendFields>(*lines[1].command));
  EXPECT_TRUE(std::holds_alternative<Nothing>(*lines[2].command));
  EXPECT_TRUE(std::holds_alternative<Wait>(*lines[3].command));
  EXPECT_TRUE(std::holds_alternative<Quit>(*lines[4].command));
  EXPECT_EQ(lines[4].place, "a.txt:5");
  EXPECT_EQ(fault_of(lines[4]), "");
}

TEST(Script, says_file_line_and_column_of_a_fault) {
  const auto lines = parse_script("ping\nwindow 0\n", "a.txt");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(fault_of(lines[0]), "");
  EXPECT_EQ(fault_of(lines[1]), "a.txt:2:9: expected octets from 0 to 2147483647, not the end of the line");
}

}  // namespace
}  // namespace weft::cli::inspect
