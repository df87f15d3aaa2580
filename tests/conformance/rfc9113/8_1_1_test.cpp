// RFC 9113 8.1.1: Malformed Messages, beside the cases of weft/conformance.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

FieldList with_length(std::string_view value) {
  return post.with("content-length", value);
}

TEST(Rfc9113_8_1_1, content_of_the_declared_length_is_accepted) {
  const auto verdict = server().receives(
      frames().headers(1, with_length("5")).then().data(1, "fi").data(1, "ves").data(1, "", end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("data 1 5 end"));
}

TEST(Rfc9113_8_1_1, padding_is_not_content) {
  server()
      .receives(frames()
                    .headers(1, with_length("5"))
                    .then()
                    .raw(Type::data, flag::padded | flag::end_stream, 1, hex("02 68656c6c6f 0000")))
      .is_ignored();
}

TEST(Rfc9113_8_1_1, content_length_that_is_no_number_is_malformed) {
  for (const char* value : {"+5", "-1", "5,6", "0x5", "five", "5.0", "18446744073709551616", ""}) {
    SCOPED_TRACE(value);
    server().receives(frames().headers(1, with_length(value))).is_stream_error(1, protocol_error);
  }
}

TEST(Rfc9113_8_1_1, two_different_content_lengths_are_malformed) {
  server()
      .receives(frames().headers(1, with_length("5").with("content-length", "6")))
      .is_stream_error(1, protocol_error);
}

TEST(Rfc9113_8_1_1, response_with_another_length_is_malformed) {
  const FieldList five = response(200).with("content-length", "5");
  client().receives(frames().headers(1, five).then().data(1, "four", end_stream)).is_stream_error(1, protocol_error);
  client().receives(frames().headers(1, five).then().data(1, "sixsix")).is_stream_error(1, protocol_error);
  client().receives(frames().headers(1, five, end_stream)).is_stream_error(1, protocol_error);
}

// "Clients MUST NOT accept a malformed response."
TEST(Rfc9113_8_1_1, malformed_response_is_not_reported_as_complete) {
  const auto verdict =
      client().receives(frames().headers(1, response(200).with("content-length", "5")).data(1, "four", end_stream));
  for (const auto& event : verdict.events()) EXPECT_THAT(event, testing::Not(testing::HasSubstr(" end")));
  EXPECT_THAT(verdict.events(), testing::Contains("closed 1 content_length_differs PROTOCOL_ERROR"));
}

// "A response that is defined to have no content, as described in Section 6.4.1 of [HTTP], MAY have a non-zero
// content-length header field, even though no content is included in DATA frames."
TEST(Rfc9113_8_1_1, response_without_content_may_declare_a_length) {
  const auto verdict = client().receives(frames().headers(1, response(304).with("content-length", "5"), end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::Contains("closed 1 complete NO_ERROR"));
}

TEST(Rfc9113_8_1_1, response_to_head_may_declare_a_length) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  endpoint.receive(frames().settings().settings_ack().octets());
  endpoint.request("HEAD", "/");
  endpoint.produce();
  Frames sent;
  endpoint.receive(sent.headers(1, response(200).with("content-length", "5"), end_stream).octets());
  EXPECT_THAT(endpoint.events(), testing::Contains("closed 1 complete NO_ERROR"));
}

}  // namespace
}  // namespace weft::conformance
