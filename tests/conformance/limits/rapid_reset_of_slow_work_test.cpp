// Rapid Reset against work that does not stop when its stream does.
#include <deque>

#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// A slot is held until the work behind it has ended, so cancelled requests cannot pile up behind a slow backend.
TEST(RapidResetOfSlowWork, work_that_goes_on_keeps_its_slot) {
  for_every_cut(rapid_reset(0, 10'000), Application::never_ends, [](const Victim& victim) {
    EXPECT_EQ(victim.endpoint.requests(), 100u);
    EXPECT_EQ(victim.most_live, 100u);
    victim.is_calmed("refusals_limit");
  });
}

// A backend that needs ten seconds for each request, and an attacker who stays just below every bucket.
TEST(RapidResetOfSlowWork, work_that_ends_late_is_never_more_than_100_at_a_time) {
  Victim victim(Application::never_ends);
  std::deque<h2::MessageId> working;
  victim.endpoint.on_event = [&working](const h2::Event& event) {
    if (const auto* request = std::get_if<h2::RequestReceived>(&event)) working.push_back(request->message);
  };
  std::deque<std::size_t> begun;
  for (std::size_t second = 0; second < 60; ++second) {
    const std::size_t before = working.size();
    victim.receives(rapid_reset(20 * second, 20).octets());
    begun.push_back(working.size() - before);
    EXPECT_EQ(victim.endpoint.connection().live_messages(), working.size());
    EXPECT_LE(working.size(), 100u);
    victim.endpoint.advance(std::chrono::seconds(1));
    if (begun.size() < 10) continue;
    for (std::size_t n = begun.front(); n > 0; --n, working.pop_front()) {
      victim.endpoint.connection().release(working.front());
    }
    begun.pop_front();
  }
  EXPECT_FALSE(victim.endpoint.closed());
  EXPECT_EQ(victim.most_live, 100u);
  EXPECT_EQ(victim.endpoint.requests() + victim.counters().streams_refused, 20u * 60);
}

}  // namespace
}  // namespace weft::limits
