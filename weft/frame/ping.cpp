#include <weft/frame/ping.hpp>

#include <algorithm>

namespace weft::frame {

Result<Ping, Fault> Ping::decode(const Header& header, Octets payload) {
  // RFC 9113 6.7: "If a PING frame is received with a Stream Identifier field value other than 0x00, the recipient MUST
  // respond with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream != connection_stream) return fail(Fault::ping_on_stream);
  // RFC 9113 6.7: "Receipt of a PING frame with a length field value other than 8 MUST be treated as a connection error
  // (Section 5.4.1) of type FRAME_SIZE_ERROR."
  if (payload.size() != payload_size) return fail(Fault::ping_length);
  Ping frame{.ack = header.has(flag::ack)};
  std::ranges::copy(payload, frame.opaque.begin());
  return frame;
}

void Ping::encode(Buffer& out) const {
  append_header({payload_size, type, ack ? flag::ack : std::uint8_t{0}, connection_stream}, out);
  out.append(opaque);
}

}  // namespace weft::frame
