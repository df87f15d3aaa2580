#include <weft/frame/goaway.hpp>

namespace weft::frame {

Result<Goaway, Fault> Goaway::decode(const Header& header, Octets payload) {
  // RFC 9113 6.8: "An endpoint MUST treat a GOAWAY frame with a stream identifier other than 0x00 as a connection error
  // (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream != connection_stream) return fail(Fault::goaway_on_stream);
  if (payload.size() < fixed_size) return fail(Fault::goaway_too_short);
  const auto code = static_cast<ErrorCode>(load_be32(payload.data() + 4));
  return Goaway{load_be32(payload.data()) & max_stream_id, code, payload.subspan(fixed_size)};
}

void Goaway::encode(Buffer& out) const {
  append_header({static_cast<std::uint32_t>(fixed_size + debug.size()), type, 0, connection_stream}, out);
  std::uint8_t* p = out.prepare(fixed_size).data();
  store_be32(p, last_stream);
  store_be32(p + 4, static_cast<std::uint32_t>(code));
  out.commit(fixed_size);
  out.append(debug);
}

}  // namespace weft::frame
