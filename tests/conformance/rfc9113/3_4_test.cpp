// RFC 9113 3.4: HTTP/2 Connection Preface.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

const std::string client_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// "The server connection preface consists of a potentially empty SETTINGS frame (Section 6.5) that MUST be the first
// frame the server sends in the HTTP/2 connection."
TEST(Rfc9113_3_4, server_begins_with_settings) {
  Clock clock;
  Endpoint endpoint(Role::server, clock);
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  ASSERT_FALSE(transcript.lines().empty());
  EXPECT_THAT(transcript.texts()[0], testing::StartsWith("SETTINGS"));
  EXPECT_THAT(transcript.texts()[0], testing::Not(testing::HasSubstr("ACK")));
}

// "the connection preface starts with the string "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n". This sequence MUST be followed by
// a SETTINGS frame (Section 6.5), which MAY be empty."
TEST(Rfc9113_3_4, client_begins_with_preface_and_settings) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  const Bytes octets = endpoint.produce();
  EXPECT_EQ(as_text(Octets(octets).first(24)), client_preface);
  Transcript transcript(Role::client);
  transcript.read(octets);
  ASSERT_FALSE(transcript.lines().empty());
  EXPECT_THAT(transcript.texts()[0], testing::StartsWith("SETTINGS"));
}

// "The SETTINGS frames received from a peer as part of the connection preface MUST be acknowledged (see Section 6.5.3)
// after sending the connection preface."
TEST(Rfc9113_3_4, settings_of_the_client_are_acknowledged) {
  server().raw().receives(frames().preface().settings()).is_answered_by({"SETTINGS ACK"});
}

TEST(Rfc9113_3_4, settings_of_the_server_are_acknowledged) {
  client().raw().receives(frames().settings()).is_answered_by({"SETTINGS ACK"});
}

// "Clients and servers MUST treat an invalid connection preface as a connection error (Section 5.4.1) of type
// PROTOCOL_ERROR."
TEST(Rfc9113_3_4, wrong_octet_anywhere_in_the_preface_is_a_connection_error) {
  for (std::size_t position = 0; position < client_preface.size(); ++position) {
    std::string wrong = client_preface;
    wrong[position] = static_cast<char>(wrong[position] ^ 1);
    SCOPED_TRACE(position);
    server().raw().receives(frames().raw(text(wrong)).settings()).is_connection_error(protocol_error);
  }
}

TEST(Rfc9113_3_4, http_1_request_is_no_preface) {
  server()
      .raw()
      .receives(frames().raw(text("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")))
      .is_connection_error(protocol_error);
}

TEST(Rfc9113_3_4, acknowledgment_is_no_preface) {
  server().raw().receives(frames().preface().settings_ack()).is_connection_error(protocol_error);
  client().raw().receives(frames().settings_ack()).is_connection_error(protocol_error);
}

TEST(Rfc9113_3_4, server_that_does_not_begin_with_settings_is_a_connection_error) {
  client().raw().receives(frames().ping()).is_connection_error(protocol_error);
  client().raw().receives(frames().goaway(0)).is_connection_error(protocol_error);
  client().raw().receives(frames().raw(text("HTTP/1.1 400 Bad"))).is_connection_error(protocol_error);
}

// "clients are permitted to send additional frames to the server immediately after sending the client connection
// preface, without waiting to receive the server connection preface."
TEST(Rfc9113_3_4, requests_may_follow_at_once) {
  server()
      .raw()
      .with(Application::answers)
      .receives(frames().preface().settings().headers(1, get, end_stream))
      .is_answered_by({"SETTINGS ACK", "HEADERS stream=1 END_STREAM :status=200"});
}

}  // namespace
}  // namespace weft::conformance
