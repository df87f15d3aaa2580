// Rapid Reset (CVE-2023-44487): each request is cancelled as soon as it is sent.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(RapidReset, rapid_reset_is_calmed_before_pair_400) {
  for_every_cut(rapid_reset(0, 10'000), Application::holds, [](const Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, enhance_your_calm), 1u);
    EXPECT_TRUE(victim.endpoint.closed());
    EXPECT_LT(victim.counters().streams_opened + victim.counters().streams_refused, 400u);
    EXPECT_LE(victim.endpoint.requests(), 300u);
  });
}

}  // namespace
}  // namespace weft::limits
