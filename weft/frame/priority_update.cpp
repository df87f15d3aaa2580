#include <weft/frame/priority_update.hpp>

namespace weft::frame {

Result<PriorityUpdate, Fault> PriorityUpdate::decode(const Header& header, Octets payload) {
  // RFC 9218 7.1: "Receiving a PRIORITY_UPDATE frame with a field of any other value MUST be treated as a connection
  // error of type PROTOCOL_ERROR."
  if (header.stream != connection_stream) return fail(Fault::priority_update_on_stream);
  if (payload.size() < fixed_size) return fail(Fault::priority_update_too_short);
  const StreamId prioritized = load_be32(payload.data()) & max_stream_id;
  // RFC 9218 7.1: "If a PRIORITY_UPDATE frame is received with a prioritized stream ID of 0x0, the recipient MUST
  // respond with a connection error of type PROTOCOL_ERROR."
  if (prioritized == connection_stream) return fail(Fault::priority_update_of_connection);
  return PriorityUpdate{prioritized, as_text(payload.subspan(fixed_size))};
}

void PriorityUpdate::encode(Buffer& out) const {
  append_header({static_cast<std::uint32_t>(fixed_size + value.size()), type, 0, connection_stream}, out);
  store_be32(out.prepare(fixed_size).data(), prioritized);
  out.commit(fixed_size);
  out.append(as_octets(value));
}

}  // namespace weft::frame
