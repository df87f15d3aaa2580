// A hundred large responses, and a window that never opens.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

constexpr std::size_t large = 100'000'000;

// Nothing of a body can have been read ahead: a stream that has sent no DATA has pulled none.
TEST(ClosedWindow, responses_into_a_closed_window_cost_their_heads_and_end_in_time) {
  Frames sent;
  sent.settings({{initial_window_size, 0}});
  for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), get_block, whole_request);
  for (const Segmentation& cut : three_cuts(sent.octets())) {
    SCOPED_TRACE(cut.name);
    Victim victim(Application::answers);
    victim.endpoint.answer_with(large);
    victim.receives(cut);
    EXPECT_EQ(victim.count(":status=200"), 100u);
    EXPECT_EQ(victim.count(Type::data), 0u);
    EXPECT_FALSE(victim.endpoint.connection().wants_to_produce());

    victim.endpoint.advance(std::chrono::seconds(59));
    victim.said.read(victim.endpoint.produce());
    EXPECT_EQ(victim.endpoint.open_messages(), 100u);
    victim.endpoint.advance(std::chrono::seconds(2));
    victim.said.read(victim.endpoint.produce());
    EXPECT_EQ(victim.endpoint.open_messages(), 0u);
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 0u);
    EXPECT_EQ(victim.count(Type::rst_stream, cancel), 100u);
  }
}

// A player that pauses lets no octets through for a while, and then goes on.
TEST(ClosedWindow, window_that_opens_within_a_minute_is_honest) {
  Victim victim(Application::answers);
  victim.endpoint.answer_with(1'000'000);
  Frames opens;
  opens.settings({{initial_window_size, 0}}).headers_block(1, get_block, whole_request);
  victim.receives(opens.octets());
  victim.endpoint.advance(std::chrono::seconds(50));
  victim.receives(frames().window_update(1, 2'000'000).window_update(0, 2'000'000).octets());
  victim.is_untroubled();
  EXPECT_EQ(victim.said.body(1).size(), 1'000'000u);
}

}  // namespace
}  // namespace weft::limits
