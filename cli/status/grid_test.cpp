#include <cli/status/grid.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::cli::status {
namespace grid_test {

constexpr std::array columns = {GridColumn{"id", 4, true}, GridColumn{"peer"}, GridColumn{"wide", 6, false, 40},
                                GridColumn{"slim", 4, true, 0, 40}};

TEST(Grid, has_columns_as_wide_as_the_terminal_says) {
  const Grid grid(columns, {.columns = 30});
  EXPECT_EQ(grid.head(), "  id  peer                slim");
  EXPECT_EQ(grid.line({"7", "a", "not shown", "12"}), "   7  a                     12");
  EXPECT_EQ(grid.line({"1234", "a peer whose name is long", "", ""}), "1234  a peer whose name…");
}

TEST(Grid, has_more_of_them_where_there_is_room) {
  const Grid grid(columns, {.columns = 40});
  EXPECT_EQ(grid.head(), "  id  peer                        wide");
  EXPECT_EQ(grid.line({"7", "ä", "more", "not shown"}), "   7  ä                           more");
}

TEST(Grid, is_never_wider_than_the_terminal) {
  EXPECT_EQ(Grid(columns, {.columns = 12}).line({"1", "abcdef", "", "12"}), "   1  abc… …");
}

TEST(Grid, counts_no_colours) {
  const Grid grid(columns, {.columns = 30, .has_colours = true});
  EXPECT_EQ(grid.head(), "\x1b[2m  id  peer                slim\x1b[22m");
  EXPECT_EQ(grid.line({"7", "\x1b[31mred\x1b[39m", "", "1"}), "   7  \x1b[31mred\x1b[39m                    1");
}

}  // namespace grid_test
}  // namespace weft::cli::status
