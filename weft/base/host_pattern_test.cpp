#include <weft/base/host_pattern.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft {
namespace {

std::string best_of(const std::vector<std::string>& patterns, std::string_view host) {
  const auto* best = best_fit(patterns, [host](const std::string& pattern) { return host_fit(pattern, host); });
  return best == nullptr ? "none" : *best;
}

TEST(HostPattern, name_goes_before_the_longest_wildcard_and_that_before_all) {
  const std::vector<std::string> patterns = {"*", "*.org", "*.example.org", "a.example.org"};
  EXPECT_EQ(best_of(patterns, "a.example.org"), "a.example.org");
  EXPECT_EQ(best_of(patterns, "b.example.org"), "*.example.org");
  EXPECT_EQ(best_of(patterns, "a.b.example.org"), "*.example.org");
  EXPECT_EQ(best_of(patterns, "example.org"), "*.org");
  EXPECT_EQ(best_of(patterns, "example.com"), "*");
  EXPECT_EQ(best_of({"*.example.org"}, "example.org"), "none");
  EXPECT_EQ(best_of({"*.example.org"}, ".example.org"), "none");
  EXPECT_EQ(best_of({"*.example.org"}, "badexample.org"), "none");
}

TEST(HostPattern, is_a_name_or_begins_with_one_star) {
  for (const char* text : {"a", "a.b", "*.a", "*", "127.0.0.1", "[::1]", "a_b-c"})
    EXPECT_TRUE(is_host_pattern(text)) << text;
  for (const char* text : {"", "*.", "a.*", "a:80", "A", "a.", ".a", "a b", "**", "http://a"}) {
    EXPECT_FALSE(is_host_pattern(text)) << text;
  }
}

}  // namespace
}  // namespace weft
