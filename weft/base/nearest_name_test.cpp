#include <weft/base/nearest_name.hpp>

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

TEST(NearestName, the_fewest_changes_decide) {
  constexpr std::array<std::string_view, 3> names = {"timeout", "version", "redirects"};
  EXPECT_EQ(nearest_name("timout", names), "timeout");
  EXPECT_EQ(nearest_name("Version", names), "version");
  EXPECT_EQ(nearest_name("redirect", names), "redirects");
  EXPECT_EQ(nearest_name("x", {}), "");
}

}  // namespace
}  // namespace weft
