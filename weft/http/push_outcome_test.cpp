#include <weft/http/push_outcome.hpp>

#include <gtest/gtest.h>

#include <set>

namespace weft::http {
namespace {

TEST(PushOutcome, has_a_name_of_its_own_each) {
  std::set<std::string_view> names;
  constexpr int last = static_cast<int>(PushOutcome::unknown_parent);
  for (int i = 0; i <= last; ++i) names.insert(to_string(static_cast<PushOutcome>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(to_string(PushOutcome::parent_is_pushed), "parent_is_pushed");
}

}  // namespace
}  // namespace weft::http
