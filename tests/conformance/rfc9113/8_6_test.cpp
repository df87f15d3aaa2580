// RFC 9113 8.6: The Upgrade Header Field.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "HTTP/2 does not support the 101 (Switching Protocols) informational status code (Section 15.2.2 of [HTTP])."
TEST(Rfc9113_8_6, switching_protocols_is_malformed) {
  client().receives(frames().headers(1, response(101))).is_stream_error(1, protocol_error);
}

}  // namespace
}  // namespace weft::conformance
