#include <weft/frame/data.hpp>

namespace weft::frame {

Result<Data, Fault> Data::decode(const Header& header, Octets payload) {
  // RFC 9113 6.1: "If a DATA frame is received whose Stream Identifier field is 0x00, the recipient MUST respond with a
  // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::data_on_connection);
  const auto unpadded = unpad(header, payload);
  if (!unpadded) return fail(unpadded.error());
  return Data{header.stream, unpadded->content, header.has(flag::end_stream), unpadded->padding};
}

void Data::encode(Buffer& out) const {
  const auto length = static_cast<std::uint32_t>(octets.size()) + padding_size(padding);
  const auto flags = static_cast<std::uint8_t>((end_stream ? flag::end_stream : 0) | padded_flag(padding));
  append_header({length, type, flags, stream}, out);
  begin_padded(padding, out);
  out.append(octets);
  end_padded(padding, out);
}

}  // namespace weft::frame
