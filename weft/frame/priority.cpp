#include <weft/frame/priority.hpp>

namespace weft::frame {

namespace {

constexpr std::uint32_t exclusive_bit = 0x8000'0000;

}  // namespace

Dependency Dependency::load(const std::uint8_t* p) {
  const std::uint32_t word = load_be32(p);
  // RFC 7540 6.3: "Add one to the value to obtain a weight between 1 and 256."
  return {word & max_stream_id, static_cast<std::uint16_t>(p[4] + 1), (word & exclusive_bit) != 0};
}

void Dependency::append_to(Buffer& out) const {
  std::uint8_t* p = out.prepare(size).data();
  store_be32(p, stream | (exclusive ? exclusive_bit : 0));
  p[4] = static_cast<std::uint8_t>(weight - 1);
  out.commit(size);
}

Result<Priority, Fault> Priority::decode(const Header& header, Octets payload) {
  // RFC 9113 6.3: "If a PRIORITY frame is received with a stream identifier of 0x00, the recipient MUST respond with a
  // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::priority_on_connection);
  // RFC 9113 6.3: "A PRIORITY frame with a length other than 5 octets MUST be treated as a stream error (Section 5.4.2)
  // of type FRAME_SIZE_ERROR."
  if (payload.size() != Dependency::size) return fail(Fault::priority_length);
  const Priority frame{header.stream, Dependency::load(payload.data())};
  // RFC 7540 5.3.1: "A stream cannot depend on itself. An endpoint MUST treat this as a stream error (Section 5.4.2) of
  // type PROTOCOL_ERROR."
  if (frame.dependency.stream == frame.stream) return fail(Fault::priority_on_itself);
  return frame;
}

void Priority::encode(Buffer& out) const {
  append_header({Dependency::size, type, 0, stream}, out);
  dependency.append_to(out);
}

}  // namespace weft::frame
