#include <weft/frame/window_update.hpp>

namespace weft::frame {

Result<WindowUpdate, Fault> WindowUpdate::decode(const Header& header, Octets payload) {
  // RFC 9113 6.9: "A WINDOW_UPDATE frame with a length other than 4 octets MUST be treated as a connection error
  // (Section 5.4.1) of type FRAME_SIZE_ERROR."
  if (payload.size() != payload_size) return fail(Fault::window_update_length);
  constexpr std::uint32_t reserved_bit = 0x8000'0000;
  const std::uint32_t increment = load_be32(payload.data()) & ~reserved_bit;
  // RFC 9113 6.9: "A receiver MUST treat the receipt of a WINDOW_UPDATE frame with a flow-control window increment of 0
  // as a stream error (Section 5.4.2) of type PROTOCOL_ERROR; errors on the connection flow-control window MUST be
  // treated as a connection error (Section 5.4.1)."
  if (increment == 0) {
    return fail(header.stream == connection_stream ? Fault::connection_window_update_of_zero
                                                   : Fault::window_update_of_zero);
  }
  return WindowUpdate{header.stream, increment};
}

void WindowUpdate::encode(Buffer& out) const {
  append_header({payload_size, type, 0, stream}, out);
  store_be32(out.prepare(payload_size).data(), increment);
  out.commit(payload_size);
}

}  // namespace weft::frame
