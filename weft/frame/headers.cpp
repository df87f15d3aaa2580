#include <weft/frame/headers.hpp>

namespace weft::frame {

Result<Headers, Fault> Headers::decode(const Header& header, Octets payload) {
  // RFC 9113 6.2: "If a HEADERS frame is received whose Stream Identifier field is 0x00, the recipient MUST respond
  // with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::headers_on_connection);
  const bool prioritized = header.has(flag::priority);
  const auto unpadded = unpad(header, payload, prioritized ? Dependency::size : 0);
  if (!unpadded) return fail(unpadded.error());
  Headers frame{header.stream, unpadded->content, header.has(flag::end_stream), header.has(flag::end_headers),
                std::nullopt,  unpadded->padding};
  if (!prioritized) return frame;
  // RFC 9113 4.2: "An endpoint MUST send an error code of FRAME_SIZE_ERROR if a frame […] is too small to contain
  // mandatory frame data. […] this includes any frame carrying a field block"
  if (frame.block.size() < Dependency::size) return fail(Fault::headers_too_short);
  frame.priority = Dependency::load(frame.block.data());
  frame.block = frame.block.subspan(Dependency::size);
  return frame;
}

void Headers::encode(Buffer& out) const {
  const auto length =
      static_cast<std::uint32_t>(block.size() + (priority ? Dependency::size : 0)) + padding_size(padding);
  const auto flags =
      static_cast<std::uint8_t>((end_stream ? flag::end_stream : 0) | (end_headers ? flag::end_headers : 0) |
                                (priority ? flag::priority : 0) | padded_flag(padding));
  append_header({length, type, flags, stream}, out);
  begin_padded(padding, out);
  if (priority) priority->append_to(out);
  out.append(block);
  end_padded(padding, out);
}

}  // namespace weft::frame
