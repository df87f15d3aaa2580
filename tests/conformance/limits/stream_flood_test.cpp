// More streams than we allow.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(StreamFlood, streams_beyond_the_limit_are_refused_and_then_it_is_enough) {
  Frames sent;
  for (std::size_t n = 0; n < 1000; ++n) sent.headers(nth_stream(n), request("POST").with("x-same", "in the table"));
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("refusals_limit");
    EXPECT_EQ(victim.endpoint.requests(), 100u);
    EXPECT_EQ(victim.count(Type::rst_stream, refused_stream), 101u);
    EXPECT_EQ(victim.said.lines()[0].text, "RST_STREAM stream=201 REFUSED_STREAM");
  });
}

// The dynamic table is right for every stream, refused ones included.
TEST(StreamFlood, refused_requests_are_decompressed) {
  Victim victim;
  Frames sent;
  for (std::size_t n = 0; n < 100; ++n) sent.headers(nth_stream(n), request("POST"));
  sent.headers(201, request("POST").with("x-late", "inserted by a refused request"));
  victim.receives(sent.octets());
  Frames more = std::move(sent);
  more.then().rst_stream(1).then();
  victim.receives(more.before_then().last(13));
  more.headers(203, request("POST").with("x-late", "inserted by a refused request"));
  victim.receives(more.after_then());
  EXPECT_THAT(victim.endpoint.events(),
              testing::Contains("request 203 POST https://example.org/ x-late=inserted by a refused request"));
}

}  // namespace
}  // namespace weft::limits
