// A10: floods of priorities for streams that do not exist.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(A10, priority_flood_is_calmed) {
  Frames sent;
  for (std::size_t n = 0; n < 10'000; ++n) sent.priority(nth_stream(n + 1), {nth_stream(n), 16, true});
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("glitches_limit");
    EXPECT_LE(victim.counters().priorities, 2500u);
  });
}

TEST(A10, priority_update_flood_is_calmed) {
  Frames sent;
  for (std::size_t n = 0; n < 10'000; ++n) sent.priority_update(nth_stream(n % 50), "u=1");
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("glitches_limit");
    EXPECT_LE(victim.counters().priorities, 2500u);
  });
}

// RFC 9218 7.1: "The number of streams that have been prioritized but remain in the "idle" state plus the number of
// active streams […] MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS parameter. Servers that receive
// such a PRIORITY_UPDATE MUST respond with a connection error of type PROTOCOL_ERROR."
TEST(A10, priority_updates_of_more_streams_than_may_be_open_end_the_connection) {
  Frames sent;
  for (std::size_t n = 0; n < 10'000; ++n) sent.priority_update(nth_stream(n), "u=1");
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u);
    EXPECT_EQ(victim.counters().priorities, 101u);
    EXPECT_LE(victim.most_memory, two_mebibytes);
  });
}

}  // namespace
}  // namespace weft::limits
