// RFC 9113 5.1.2: Stream Concurrency.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "An endpoint that receives a HEADERS frame that causes its advertised concurrent stream limit to be exceeded MUST
// treat this as a stream error (Section 5.4.2) of type PROTOCOL_ERROR or REFUSED_STREAM."
TEST(Rfc9113_5_1_2, stream_beyond_the_limit_is_refused) {
  h2::Options three;
  three.limits.streams = 3;
  server()
      .with(three)
      .receives(
          frames().headers(1, post).headers(3, post).headers(5, post).then().headers(7, get, end_stream).rst_stream(1))
      .is_stream_error(7, refused_stream);
}

TEST(Rfc9113_5_1_2, completed_streams_make_room) {
  h2::Options one;
  one.limits.streams = 1;
  server()
      .with(one)
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().headers(3, get, end_stream))
      .is_answered_by({"HEADERS stream=3 END_STREAM :status=200"});
}

// "Endpoints MUST NOT exceed the limit set by their peer."
TEST(Rfc9113_5_1_2, we_do_not_exceed_the_peers_limit) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  endpoint.receive(frames().settings({{max_concurrent_streams, 1}}).settings_ack().octets());
  endpoint.request("GET", "/");
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  EXPECT_EQ(endpoint.connection().open(head, nullptr, clock.now()).error(), h2::Misuse::stream_limit);
  endpoint.produce();
  endpoint.receive(frames().headers(1, response(200), end_stream).octets());
  EXPECT_TRUE(endpoint.connection().open(head, nullptr, clock.now()));
}

// 6.5.2: "A value of 0 for SETTINGS_MAX_CONCURRENT_STREAMS SHOULD NOT be treated as special by endpoints."
TEST(Rfc9113_5_1_2, limit_of_zero_prevents_new_streams_only) {
  client()
      .receives(frames().settings({{max_concurrent_streams, 0}}).headers(1, response(200), end_stream))
      .is_answered_by({"SETTINGS ACK"});
}

}  // namespace
}  // namespace weft::conformance
