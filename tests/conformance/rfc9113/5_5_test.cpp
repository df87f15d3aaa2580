// RFC 9113 5.5: Extending HTTP/2.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Implementations MUST ignore unknown or unsupported values in all extensible protocol elements. Implementations MUST
// discard frames that have unknown or unsupported types."
TEST(Rfc9113_5_5, unknown_frames_are_discarded_in_every_stream_state) {
  const Bytes payload = text("extension");
  server()
      .with(Application::answers)
      .receives(frames()
                    .headers(1, post)
                    .headers(3, get, end_stream)
                    .headers(5, post)
                    .rst_stream(5)
                    .then()
                    .raw(Type{0xbb}, 0, 0, payload)
                    .raw(Type{0xbb}, 0, 1, payload)
                    .raw(Type{0xbb}, 0, 3, payload)
                    .raw(Type{0xbb}, 0, 5, payload)
                    .raw(Type{0xbb}, 0, 7, payload)
                    .raw(Type{0xbb}, 0, 8, payload))
      .is_ignored();
}

TEST(Rfc9113_5_5, unknown_settings_are_ignored) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role)
        .receives(opened(role).settings({{SettingId{0xff}, 1}, {SettingId{0x7}, 0xffffffff}}))
        .is_answered_by({"SETTINGS ACK"});
  }
}

// "However, extension frames that appear in the middle of a field block (Section 4.3) are not permitted; these MUST be
// treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_5_5, unknown_frame_inside_a_field_block_is_a_connection_error) {
  server().receives(frames().headers_block(1, hex("82"), 0).raw(Type{0xbb}, 0, 1)).is_connection_error(protocol_error);
  server().receives(frames().headers_block(1, hex("82"), 0).raw(Type{0xbb}, 0, 0)).is_connection_error(protocol_error);
  client().receives(frames().headers_block(1, hex("88"), 0).raw(Type{0xbb}, 0, 1)).is_connection_error(protocol_error);
}

// RFC 7838 4: "The ALTSVC frame is intended for receipt by clients. A device acting as a server MUST ignore it."
TEST(Rfc9113_5_5, server_ignores_frames_for_clients) {
  server().receives(frames().add(frame::Altsvc{0, "https://example.org", "h2=\":443\""})).is_ignored();
  server().receives(frames().raw(Type::origin, 0, 0, hex("0001 61"))).is_ignored();
}

// RFC 9218 7.1: "Servers MUST NOT send PRIORITY_UPDATE frames. If a client receives a PRIORITY_UPDATE frame, it MUST
// respond with a connection error of type PROTOCOL_ERROR."
TEST(Rfc9113_5_5, client_refuses_priority_update) {
  client().receives(frames().priority_update(1, "u=1")).is_connection_error(protocol_error);
}

TEST(Rfc9113_5_5, server_takes_priority_update) {
  server()
      .receives(frames().headers(1, get, end_stream).then().priority_update(1, "u=1, i").priority_update(3, "u=7"))
      .is_ignored();
}

// RFC 9218 7.1: "Receiving a PRIORITY_UPDATE frame with a field of any other value MUST be treated as a connection
// error of type PROTOCOL_ERROR." and "If a PRIORITY_UPDATE frame is received with a prioritized stream ID of 0x0, the
// recipient MUST respond with a connection error of type PROTOCOL_ERROR."
TEST(Rfc9113_5_5, wrong_priority_update_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::priority_update, 0, 1, hex("00000001"), protocol_error);
  is_connection_error_in_both_roles(Type::priority_update, 0, 0, hex("00000000"), protocol_error);
  is_connection_error_in_both_roles(Type::priority_update, 0, 0, hex("000000"), frame_size_error);
}

// RFC 9218 7.1: "Servers that receive a PRIORITY_UPDATE for a push stream in the "idle" state MUST respond with a
// connection error of type PROTOCOL_ERROR."
TEST(Rfc9113_5_5, priority_update_of_an_idle_push_stream_is_a_connection_error) {
  server().receives(frames().priority_update(2, "u=1")).is_connection_error(protocol_error);
}

}  // namespace
}  // namespace weft::conformance
