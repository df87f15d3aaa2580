// CONTINUATION floods (CVE-2024-27316).
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(ContinuationFlood, ninth_continuation_is_one_too_many) {
  for (const std::size_t continuations : {8u, 9u}) {
    Frames sent;
    sent.headers_in(continuations + 1, 1, request("GET").with("x-name", std::string(100, 'v')), end_stream);
    for_every_cut(sent, Application::holds, [continuations](const Victim& victim) {
      if (continuations == 9) return victim.is_calmed("continuations_limit");
      EXPECT_EQ(victim.endpoint.requests(), 1u);
      EXPECT_FALSE(victim.endpoint.closed());
    });
  }
}

TEST(ContinuationFlood, endless_continuations_are_calmed) {
  Frames sent;
  sent.headers_block(1, hex("82"), flag::end_stream);
  for (int n = 0; n < 10'000; ++n) sent.continuation(1, hex("82"), 0);
  for_every_cut(sent, Application::holds, [](const Victim& victim) { victim.is_calmed("continuations_limit"); });
}

TEST(ContinuationFlood, second_empty_continuation_is_one_too_many) {
  Frames sent;
  sent.headers_block(1, get_block, flag::end_stream).continuation(1, {}, 0).continuation(1, {}, 0);
  for_every_cut(sent, Application::holds, [](const Victim& victim) { victim.is_calmed("continuations_limit"); });
}

TEST(ContinuationFlood, one_empty_continuation_is_tolerated) {
  Frames sent;
  sent.headers_block(1, get_block, flag::end_stream).continuation(1, {}, 0).continuation(1, hex("00 01 61 01 62"));
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.requests(), 1u);
  });
}

// RFC 9113 6.2: "A receiver MUST treat the receipt of any other type of frame or a frame on a different stream as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(ContinuationFlood, frame_in_between_is_a_protocol_error) {
  const Bytes interruptions[] = {
      bytes(frames().ping().octets()),
      bytes(frames().window_update(0, 1).octets()),
      bytes(frames().data(1, "x").octets()),
      bytes(frames().headers_block(1, get_block, whole_request).octets()),
      bytes(frames().headers_block(3, get_block, whole_request).octets()),
      bytes(frames().continuation(3, get_block).octets()),
      bytes(frames().raw(Type{0xbb}, 0, 1).octets()),
  };
  for (const Bytes& interruption : interruptions) {
    Frames sent;
    sent.headers_block(1, hex("82"), flag::end_stream).raw(interruption).continuation(1, hex("87 84"));
    for_every_cut(sent, Application::holds, [](const Victim& victim) {
      EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u);
      EXPECT_EQ(victim.endpoint.close().reason, "field_block_interrupted");
      EXPECT_EQ(victim.endpoint.requests(), 0u);
    });
  }
}

// A field block that does not end.
TEST(ContinuationFlood, block_that_is_never_finished_ends_the_connection_after_ten_seconds) {
  Victim victim;
  victim.receives(frames().headers_block(1, hex("82"), flag::end_stream).octets());
  victim.endpoint.advance(std::chrono::milliseconds(9900));
  EXPECT_FALSE(victim.endpoint.closed());
  victim.receives(frames().continuation(1, hex("87"), 0).octets());
  victim.endpoint.advance(std::chrono::milliseconds(200));
  EXPECT_TRUE(victim.endpoint.closed());
  EXPECT_EQ(victim.endpoint.close().reason, "header_block_timeout");
}

}  // namespace
}  // namespace weft::limits
