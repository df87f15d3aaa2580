#include <weft/base/place_in.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(PlaceIn, a_text_has_lines_and_columns_from_1) {
  const std::string text = "one\ntwo\n\nfour";
  EXPECT_EQ(place_in(text, 0), "1:1");
  EXPECT_EQ(place_in(text, 3), "1:4");
  EXPECT_EQ(place_in(text, 4), "2:1");
  EXPECT_EQ(place_in(text, 9), "4:1");
  EXPECT_EQ(place_in(text, 1000), "4:5");
  EXPECT_EQ(place_in("", 0), "1:1");
}

}  // namespace
}  // namespace weft
