#include <weft/http/misuse.hpp>

#include <gtest/gtest.h>

#include <set>

namespace weft::http {
namespace {

TEST(Misuse, has_a_name_of_its_own_each) {
  std::set<std::string_view> names;
  constexpr int last = static_cast<int>(Misuse::value_not_valid);
  for (int i = 0; i <= last; ++i) names.insert(to_string(static_cast<Misuse>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(to_string(Misuse::already_responded), "already_responded");
}

TEST(Misuse, is_a_reason) {
  EXPECT_EQ(ReasonToken(Misuse::head_not_valid), "head_not_valid");
}

}  // namespace
}  // namespace weft::http
