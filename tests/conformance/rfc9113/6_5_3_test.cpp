// RFC 9113 6.5.3: Settings Synchronization.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Once all values have been processed, the recipient MUST immediately emit a SETTINGS frame with the ACK flag set."
TEST(Rfc9113_6_5_3, settings_are_acknowledged) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role).receives(opened(role).settings({{max_frame_size, 20'000}})).is_answered_by({"SETTINGS ACK"});
  }
}

TEST(Rfc9113_6_5_3, an_acknowledgment_is_not_acknowledged) {
  server().raw().receives(frames().preface().settings().then().settings_ack()).is_ignored();
}

// "The values in the SETTINGS frame MUST be processed in the order they appear"; 6.5: "the value of a SETTINGS
// parameter is the last value that is seen by a receiver."
TEST(Rfc9113_6_5_3, last_value_wins) {
  server()
      .answers_with(100)
      .receives(frames().settings({{initial_window_size, 100}, {initial_window_size, 1}}).headers(1, get, end_stream))
      .is_answered_by({"SETTINGS ACK", "HEADERS stream=1 :status=200", "DATA stream=1 data=1"});
}

TEST(Rfc9113_6_5_3, values_are_in_force_before_the_next_frame) {
  server()
      .answers_with(10)
      .receives(frames().settings({{initial_window_size, 3}}).headers(1, get, end_stream))
      .is_answered_by({"SETTINGS ACK", "HEADERS stream=1 :status=200", "DATA stream=1 data=3"});
}

// "If the sender of a SETTINGS frame does not receive an acknowledgment within a reasonable amount of time, it MAY
// issue a connection error (Section 5.4.1) of type SETTINGS_TIMEOUT."
TEST(Rfc9113_6_5_3, missing_acknowledgment_ends_the_connection) {
  for (const Role role : {Role::server, Role::client}) {
    Clock clock;
    Endpoint endpoint(role, clock);
    Transcript transcript(role);
    if (role == Role::server) endpoint.receive(frames().preface().settings().octets());
    if (role == Role::client) endpoint.receive(frames().settings().octets());
    transcript.read(endpoint.produce());
    endpoint.advance(std::chrono::milliseconds(9900));
    EXPECT_FALSE(endpoint.closed());
    endpoint.advance(std::chrono::milliseconds(200));
    EXPECT_TRUE(endpoint.closed());
    transcript.read(endpoint.produce());
    EXPECT_EQ(transcript.lines().back().type, Type::goaway);
    EXPECT_EQ(transcript.lines().back().code, settings_timeout);
  }
}

}  // namespace
}  // namespace weft::conformance
