// RFC 9113 4.2: Frame Size.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

const Bytes nothing_14(16'384, 0);
const Bytes too_much(16'385, 0);

// "All implementations MUST be capable of receiving and minimally processing frames up to 2^14 octets in length, plus
// the 9-octet frame header (Section 4.1)."
TEST(Rfc9113_4_2, frames_of_2_to_the_14_octets_are_received) {
  server().receives(frames().headers(1, post).then().raw(Type::data, 0, 1, nothing_14)).is_accepted();
  server().receives(frames().raw(Type{0xbb}, 0, 0, nothing_14)).is_ignored();
  client().receives(frames().headers(1, response(200)).then().raw(Type::data, 0, 1, nothing_14)).is_accepted();
}

// "An endpoint MUST send an error code of FRAME_SIZE_ERROR if a frame exceeds the size defined in
// SETTINGS_MAX_FRAME_SIZE"
TEST(Rfc9113_4_2, longer_frames_are_an_error) {
  for (const Type type :
       {Type::data, Type::headers, Type::push_promise, Type::settings, Type::goaway, Type::altsvc, Type{0xbb}}) {
    for (const StreamId stream : {0u, 1u}) {
      SCOPED_TRACE(static_cast<int>(type));
      is_connection_error_in_both_roles(type, 0, stream, too_much, frame_size_error);
    }
  }
}

TEST(Rfc9113_4_2, longer_continuation_is_an_error) {
  server()
      .receives(frames().headers_block(1, hex("82"), 0).then().continuation(1, too_much))
      .is_connection_error(frame_size_error);
}

// "or is too small to contain mandatory frame data. A frame size error in a frame that could alter the state of the
// entire connection MUST be treated as a connection error (Section 5.4.1); this includes any frame carrying a field
// block"
TEST(Rfc9113_4_2, frames_too_small_for_their_fields_are_an_error) {
  is_connection_error_in_both_roles(Type::headers, flag::end_headers | flag::priority, 1, hex("00000000"),
                                    frame_size_error);
  is_connection_error_in_both_roles(Type::headers, flag::end_headers | flag::padded, 1, {}, frame_size_error);
  is_connection_error_in_both_roles(Type::push_promise, flag::end_headers, 1, hex("000000"), frame_size_error);
  is_connection_error_in_both_roles(Type::goaway, 0, 0, hex("00000000 000000"), frame_size_error);
  is_connection_error_in_both_roles(Type::data, flag::padded, 1, {}, frame_size_error);
}

}  // namespace
}  // namespace weft::conformance
