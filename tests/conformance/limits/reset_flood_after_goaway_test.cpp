// Rapid Reset that goes on after our GOAWAY, with higher streams.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// A request is open while the connection shuts down, and both GOAWAY frames have been sent.
struct Leaving : Victim {
  Leaving() {
    Victim::receives(frames().headers_block(1, get_block, whole_request).octets());
    endpoint.connection().shutdown(clock.now());
    endpoint.advance(std::chrono::seconds(2));
    said.read(endpoint.produce());
    EXPECT_EQ(count("GOAWAY"), 2u);
    said.take();
  }
};

TEST(ResetFloodAfterGoaway, streams_beyond_goaway_are_ignored_and_charged) {
  const Frames sent = rapid_reset(1, 200);
  for (const Segmentation& cut : three_cuts(sent.octets())) {
    SCOPED_TRACE(cut.name);
    Leaving victim;
    victim.receives(cut);
    EXPECT_EQ(victim.endpoint.requests(), 1u);
    EXPECT_EQ(victim.counters().streams_opened, 1u);
    EXPECT_EQ(victim.counters().glitches, 400u);
    EXPECT_THAT(victim.said.texts(), testing::IsEmpty());
    EXPECT_FALSE(victim.endpoint.closed());
  }
}

TEST(ResetFloodAfterGoaway, flood_beyond_goaway_is_calmed) {
  const Frames sent = rapid_reset(1, 10'000);
  for (const Segmentation& cut : three_cuts(sent.octets())) {
    SCOPED_TRACE(cut.name);
    Leaving victim;
    victim.receives(cut);
    victim.is_calmed("glitches_limit");
    EXPECT_EQ(victim.endpoint.requests(), 1u);
    EXPECT_LE(victim.counters().glitches, 1001u);
  }
}

// As slowly as its buckets allow: it does not outlive the drain deadline.
TEST(ResetFloodAfterGoaway, drip_beyond_goaway_ends_with_the_drain_deadline) {
  Leaving victim;
  int seconds = 2;
  for (std::size_t n = 1; !victim.endpoint.closed() && seconds < 40; n += 10, ++seconds) {
    victim.receives(rapid_reset(n, 10).octets());
    victim.endpoint.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(seconds, 30);
  EXPECT_EQ(victim.endpoint.close().reason, "drain_timeout");
  EXPECT_EQ(victim.endpoint.requests(), 1u);
}

// The compression context is right for the streams that are still served.
TEST(ResetFloodAfterGoaway, requests_beyond_goaway_are_decompressed) {
  Frames sent;
  sent.headers(1, request("POST"));
  const std::size_t opened = sent.octets().size();
  sent.headers(3, request("GET").with("x-late", "inserted by a request that is ignored"), end_stream);
  sent.headers(1, FieldList().with("x-late", "inserted by a request that is ignored"), end_stream);

  Victim victim;
  victim.receives(sent.octets().first(opened));
  victim.endpoint.connection().shutdown(victim.clock.now());
  victim.endpoint.advance(std::chrono::seconds(2));
  victim.receives(sent.octets().subspan(opened));
  EXPECT_THAT(victim.endpoint.events(), testing::Contains("trailers 1 x-late=inserted by a request that is ignored"));
  EXPECT_EQ(victim.endpoint.requests(), 1u);
}

}  // namespace
}  // namespace weft::limits
