#include <weft/frame/rst_stream.hpp>

namespace weft::frame {

Result<RstStream, Fault> RstStream::decode(const Header& header, Octets payload) {
  // RFC 9113 6.4: "If a RST_STREAM frame is received with a stream identifier of 0x00, the recipient MUST treat this as
  // a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::rst_stream_on_connection);
  // RFC 9113 6.4: "A RST_STREAM frame with a length other than 4 octets MUST be treated as a connection error (Section
  // 5.4.1) of type FRAME_SIZE_ERROR."
  if (payload.size() != payload_size) return fail(Fault::rst_stream_length);
  return RstStream{header.stream, static_cast<ErrorCode>(load_be32(payload.data()))};
}

void RstStream::encode(Buffer& out) const {
  append_header({payload_size, type, 0, stream}, out);
  store_be32(out.prepare(payload_size).data(), static_cast<std::uint32_t>(code));
  out.commit(payload_size);
}

}  // namespace weft::frame
