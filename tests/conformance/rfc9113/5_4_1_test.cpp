// RFC 9113 5.4.1: Connection Error Handling.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

Verdict after_an_error(Frames sent) {
  return server().receives(sent);
}

// "An endpoint that encounters a connection error SHOULD first send a GOAWAY frame (Section 6.8) with the stream
// identifier of the last stream that it successfully received from its peer."
TEST(Rfc9113_5_4_1, goaway_names_the_last_stream_and_ends_the_connection) {
  const auto verdict =
      after_an_error(std::move(frames().headers(1, get, end_stream).headers(5, post).then().raw(Type::ping, 0, 0)));
  verdict.is_connection_error(frame_size_error);
  EXPECT_THAT(verdict.lines()[0].text, testing::StartsWith("GOAWAY last_stream=5 FRAME_SIZE_ERROR"));
}

TEST(Rfc9113_5_4_1, frames_after_the_error_are_not_processed) {
  const auto verdict = after_an_error(
      std::move(frames().headers(1, post).then().data(0, "x").data(1, "x").headers(3, get, end_stream).ping()));
  verdict.is_connection_error(protocol_error);
  for (const auto& event : verdict.events()) EXPECT_THAT(event, testing::HasSubstr("closed"));
}

// 5.4: "Implementations MAY discover multiple errors during processing, but they SHOULD report at most one stream and
// one connection error as a result."
TEST(Rfc9113_5_4_1, second_error_is_not_reported) {
  after_an_error(std::move(frames().raw(Type::ping, 0, 0).raw(Type::settings, 0, 1).data(0, "x")))
      .is_connection_error(frame_size_error);
}

TEST(Rfc9113_5_4_1, every_open_message_ends_with_the_connection) {
  const auto verdict = after_an_error(
      std::move(frames().headers(1, get, end_stream).headers(3, post).then().window_update(0, 0x7fffffff)));
  verdict.is_connection_error(flow_control_error);
  EXPECT_THAT(verdict.events(),
              testing::UnorderedElementsAre(testing::StartsWith("closed 1 "), testing::StartsWith("closed 3 "),
                                            testing::StartsWith("connection closed ")));
}

// The reason is in the debug data, as the same word that the event has.
TEST(Rfc9113_5_4_1, goaway_says_why) {
  const auto verdict = after_an_error(std::move(frames().raw(Type::ping, 0, 0, hex("00"))));
  EXPECT_THAT(verdict.lines()[0].text, testing::HasSubstr("ping_length"));
  EXPECT_THAT(verdict.events(), testing::Contains("connection closed ping_length FRAME_SIZE_ERROR"));
}

}  // namespace
}  // namespace weft::conformance
