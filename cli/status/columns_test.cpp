#include <cli/status/columns.hpp>

#include <array>

#include <gmock/gmock.h>

namespace weft::cli::status {
namespace columns_test {

using testing::ElementsAre;

constexpr std::array two = {Column{"id", true}, Column{"name", false}};

TEST(Columns, are_as_wide_as_they_must_be_and_end_without_spaces) {
  EXPECT_THAT(lines_of(two, {{"7", "a"}, {"1000", "longer"}, {"8", ""}}, {}),
              ElementsAre("  id  name", "   7  a", "1000  longer", "   8"));
}

TEST(Columns, count_letters_and_not_octets) {
  EXPECT_THAT(lines_of(std::array{Column{"a", false}, Column{"b", false}}, {{"ä", "x"}}, {}),
              ElementsAre("a  b", "ä  x"));
}

TEST(Columns, have_dim_names_on_a_terminal) {
  EXPECT_THAT(lines_of(two, {}, {.has_colours = true}), ElementsAre("\x1b[2mid  name\x1b[22m"));
}

}  // namespace columns_test
}  // namespace weft::cli::status
