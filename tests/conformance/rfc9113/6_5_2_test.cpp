// RFC 9113 6.5.2: Defined Settings.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

Bytes setting(SettingId id, std::uint32_t value) {
  Frames one;
  one.settings({{id, value}});
  return bytes(one.octets().subspan(frame::header_size));
}

void is_refused(SettingId id, std::uint32_t value, ErrorCode code,
                std::source_location where = std::source_location::current()) {
  is_connection_error_in_both_roles(Type::settings, 0, 0, setting(id, value), code, where);
}

void is_taken(SettingId id, std::uint32_t value, std::source_location where = std::source_location::current()) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role).receives(opened(role).settings({{id, value}}), where).is_answered_by({"SETTINGS ACK"});
  }
}

// ENABLE_PUSH: "Any value other than 0 or 1 MUST be treated as a connection error (Section 5.4.1) of type
// PROTOCOL_ERROR."
TEST(Rfc9113_6_5_2, enable_push_is_0_or_1) {
  is_refused(enable_push, 2, protocol_error);
  is_refused(enable_push, 0xffffffff, protocol_error);
  is_taken(enable_push, 0);
  server().receives(frames().settings({{enable_push, 1}})).is_answered_by({"SETTINGS ACK"});
}

// "A client MUST treat receipt of a SETTINGS frame with SETTINGS_ENABLE_PUSH set to 1 as a connection error (Section
// 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_5_2, enable_push_of_a_server_is_never_1) {
  client().receives(frames().settings({{enable_push, 1}})).is_connection_error(protocol_error);
}

// INITIAL_WINDOW_SIZE: "Values above the maximum flow-control window size of 2^31-1 MUST be treated as a connection
// error (Section 5.4.1) of type FLOW_CONTROL_ERROR."
TEST(Rfc9113_6_5_2, initial_window_size_is_at_most_2_to_the_31_less_1) {
  is_refused(initial_window_size, 0x80000000, flow_control_error);
  is_refused(initial_window_size, 0xffffffff, flow_control_error);
  is_taken(initial_window_size, 0x7fffffff);
  is_taken(initial_window_size, 0);
}

// MAX_FRAME_SIZE: "Values outside this range MUST be treated as a connection error (Section 5.4.1) of type
// PROTOCOL_ERROR."
TEST(Rfc9113_6_5_2, max_frame_size_has_a_range) {
  is_refused(max_frame_size, 0, protocol_error);
  is_refused(max_frame_size, 16'383, protocol_error);
  is_refused(max_frame_size, 16'777'216, protocol_error);
  is_refused(max_frame_size, 0xffffffff, protocol_error);
  is_taken(max_frame_size, 16'384);
  is_taken(max_frame_size, 16'777'215);
}

TEST(Rfc9113_6_5_2, other_settings_take_every_value) {
  for (const SettingId id : {header_table_size, max_concurrent_streams, max_header_list_size}) {
    is_taken(id, 0);
    is_taken(id, 0xffffffff);
  }
}

// "An endpoint that receives a SETTINGS frame with any unknown or unsupported identifier MUST ignore that setting."
TEST(Rfc9113_6_5_2, unknown_settings_are_ignored) {
  is_taken(SettingId{0x00}, 1);
  is_taken(SettingId{0x0a}, 0xffffffff);
  is_taken(SettingId{0xffff}, 0);
}

// RFC 9218 2.1: "Any value other than 0 or 1 MUST be treated as a connection error (see Section 5.4.1 of [HTTP/2]) of
// type PROTOCOL_ERROR."
TEST(Rfc9113_6_5_2, no_rfc7540_priorities_is_0_or_1) {
  is_refused(no_rfc7540_priorities, 2, protocol_error);
}

// RFC 8441 3: "The value of the parameter MUST be 0 or 1."
TEST(Rfc9113_6_5_2, enable_connect_protocol_is_0_or_1) {
  is_refused(enable_connect_protocol, 2, protocol_error);
}

// 6.5: "A server MUST NOT explicitly set this value to 1." and RFC 9218 2.1: "If endpoints use
// SETTINGS_NO_RFC7540_PRIORITIES, they MUST send it in the first SETTINGS frame."
TEST(Rfc9113_6_5_2, our_own_settings_are_legal) {
  for (const Role role : {Role::server, Role::client}) {
    Clock clock;
    Endpoint endpoint(role, clock);
    Transcript transcript(role);
    transcript.read(endpoint.produce());
    const std::string settings = transcript.texts().at(0);
    EXPECT_THAT(settings, testing::Not(testing::HasSubstr("ENABLE_PUSH=1")));
    EXPECT_THAT(settings, testing::Not(testing::HasSubstr("ENABLE_CONNECT_PROTOCOL=1")));
    if (role == Role::client) continue;
    EXPECT_THAT(settings, testing::HasSubstr("MAX_CONCURRENT_STREAMS=100"));
  }
}

}  // namespace
}  // namespace weft::conformance
