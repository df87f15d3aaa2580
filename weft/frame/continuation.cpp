#include <weft/frame/continuation.hpp>

namespace weft::frame {

Result<Continuation, Fault> Continuation::decode(const Header& header, Octets payload) {
  // RFC 9113 6.10: "If a CONTINUATION frame is received with a Stream Identifier field of 0x00, the recipient MUST
  // respond with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::continuation_on_connection);
  return Continuation{header.stream, payload, header.has(flag::end_headers)};
}

void Continuation::encode(Buffer& out) const {
  const std::uint8_t flags = end_headers ? flag::end_headers : std::uint8_t{0};
  append_header({static_cast<std::uint32_t>(block.size()), type, flags, stream}, out);
  out.append(block);
}

}  // namespace weft::frame
