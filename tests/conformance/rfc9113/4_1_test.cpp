// RFC 9113 4.1: Frame Format.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Implementations MUST ignore and discard frames of unknown types."
TEST(Rfc9113_4_1, frames_of_unknown_types_are_ignored) {
  for (int type = 0x0b; type <= 0xff; ++type) {
    if (type == 0x0c || type == 0x10) continue;
    SCOPED_TRACE(type);
    for (const Role role : {Role::server, Role::client}) {
      for (const StreamId stream : {0u, 1u, 77u}) {
        in_role(role).receives(opened(role).raw(Type(type), 0xff, stream, text("whatever"))).is_ignored();
      }
    }
  }
}

// "Unused flags MUST be ignored on receipt"
TEST(Rfc9113_4_1, undefined_flags_are_ignored) {
  const Bytes opaque = hex("0102030405060708");
  for (const Role role : {Role::server, Role::client}) {
    in_role(role).receives(opened(role).raw(Type::ping, 0xfe, 0, opaque)).is_answered_by({"PING ACK 0102030405060708"});
    in_role(role).receives(opened(role).raw(Type::window_update, 0xff, 1, hex("00000001"))).is_ignored();
    in_role(role).receives(opened(role).raw(Type::settings, 0xfe, 0)).is_answered_by({"SETTINGS ACK"});
  }
  server()
      .with(Application::answers)
      .receives(frames().headers(1, post).then().raw(Type::data, 0xf7, 1, text("hi")))
      .is_answered_by({"HEADERS stream=1 END_STREAM :status=200"});
}

// "the bit MUST remain unset (0x00) when sending and MUST be ignored when receiving"
TEST(Rfc9113_4_1, reserved_bit_is_ignored) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role)
        .receives(opened(role).raw(hex("000008 06 00 80000000 0102030405060708")))
        .is_answered_by({"PING ACK 0102030405060708"});
    in_role(role).receives(opened(role).raw(hex("000004 08 00 80000001 80000001"))).is_ignored();
  }
}

}  // namespace
}  // namespace weft::conformance
