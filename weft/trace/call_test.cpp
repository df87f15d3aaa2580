#include <weft/trace/call.hpp>

#include <gtest/gtest.h>

namespace weft::trace {
namespace {

TEST(Verb, has_a_name_that_leads_back_to_it) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Verb::trailers); ++i) {
    const auto verb = static_cast<Verb>(i);
    EXPECT_EQ(verb_of(to_string(verb)), verb) << i;
  }
  EXPECT_EQ(to_string(Verb::shut_down), "shut_down");
  EXPECT_EQ(to_string(Verb::pulled), "pulled");
  EXPECT_EQ(verb_of("dance"), std::nullopt);
}

}  // namespace
}  // namespace weft::trace
