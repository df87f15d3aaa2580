// RFC 9113 5.1.1: Stream Identifiers.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "The identifier of a newly established stream MUST be numerically greater than all streams that the initiating
// endpoint has opened or reserved."
TEST(Rfc9113_5_1_1, lower_stream_is_a_connection_error) {
  server()
      .receives(frames().headers(5, get, end_stream).then().headers(3, get, end_stream))
      .is_connection_error(protocol_error);
}

TEST(Rfc9113_5_1_1, streams_may_be_skipped) {
  const auto verdict = server().receives(frames().headers(1, get, end_stream).headers(1001, get, end_stream));
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 2u);
}

// "Stream identifiers cannot be reused."
TEST(Rfc9113_5_1_1, identifier_of_a_completed_stream_does_not_open_a_stream) {
  const auto verdict = server()
                           .with(Application::answers)
                           .receives(frames().headers(1, get, end_stream).then().headers(1, get, end_stream));
  verdict.is_connection_error(stream_closed);
}

TEST(Rfc9113_5_1_1, our_streams_are_odd_and_increase) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  EXPECT_EQ(endpoint.request("GET", "/"), 1u);
  EXPECT_EQ(endpoint.request("GET", "/"), 3u);
  EXPECT_EQ(endpoint.request("GET", "/"), 5u);
}

}  // namespace
}  // namespace weft::conformance
