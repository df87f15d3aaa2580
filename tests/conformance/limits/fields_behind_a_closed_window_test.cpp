// The soft version: many fields on every stream, a window of zero and a drip of WINDOW_UPDATE.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

Bytes with_tiny_fields(std::size_t count) {
  Bytes block = get_block;
  for (std::size_t n = 0; n < count; ++n) {
    const Bytes field = hex("00 01 61 01 62");
    block.insert(block.end(), field.begin(), field.end());
  }
  return block;
}

TEST(FieldsBehindAClosedWindow, too_many_fields_are_answered_and_nothing_is_held) {
  Frames sent;
  sent.settings({{initial_window_size, 0}});
  const Bytes block = with_tiny_fields(300);
  for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), block, whole_request);
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    EXPECT_EQ(victim.count(":status=431"), 100u);
    EXPECT_EQ(victim.endpoint.requests(), 0u);
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 0u);
  });
}

// WINDOW_UPDATE by itself is no progress.
TEST(FieldsBehindAClosedWindow, stream_that_only_drips_dies_in_time) {
  Victim victim(Application::answers);
  victim.endpoint.answer_with(100'000);
  Frames sent;
  sent.settings({{initial_window_size, 0}});
  for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), get_block, whole_request);
  victim.receives(sent.octets());
  int seconds = 0;
  for (; seconds < 61 && victim.count(Type::rst_stream, cancel) < 100 && !victim.endpoint.closed(); ++seconds) {
    if (seconds % 50 == 49) {
      Frames drip;
      for (std::size_t n = 0; n < 100; ++n) drip.window_update(nth_stream(n), 1);
      victim.receives(drip.octets());
    }
    victim.endpoint.advance(std::chrono::seconds(1));
    victim.said.read(victim.endpoint.produce());
  }
  EXPECT_LE(seconds, 61);
  EXPECT_EQ(victim.endpoint.open_messages(), 0u);
}

}  // namespace
}  // namespace weft::limits
