#include <weft/websocket/frame_writer.hpp>

namespace weft::websocket {
namespace {

// Gives the octets that were written.
std::size_t put_length(std::uint8_t* at, std::uint64_t length, std::uint8_t mask_flag) {
  if (length <= longest_control) {
    at[0] = static_cast<std::uint8_t>(mask_flag | length);
    return 1;
  }
  if (length <= 0xffff) {
    at[0] = mask_flag | 126;
    store_be16(at + 1, static_cast<std::uint16_t>(length));
    return 3;
  }
  at[0] = mask_flag | 127;
  store_be32(at + 1, static_cast<std::uint32_t>(length >> 32));
  store_be32(at + 5, static_cast<std::uint32_t>(length));
  return 9;
}

}  // namespace

void append_frame(Buffer& out, const FrameHeader& header, Octets octets) {
  const MutableOctets room = out.prepare(longest_header + octets.size());
  room[0] = static_cast<std::uint8_t>((header.fin ? 0x80 : 0) | (header.compressed ? 0x40 : 0) |
                                      static_cast<std::uint8_t>(header.opcode));
  std::size_t size = 1 + put_length(room.data() + 1, octets.size(), header.mask ? 0x80 : 0);
  if (header.mask) {
    std::memcpy(room.data() + size, header.mask->data(), header.mask->size());
    size += header.mask->size();
  }
  if (!octets.empty()) std::memcpy(room.data() + size, octets.data(), octets.size());
  if (header.mask) apply_mask(room.subspan(size, octets.size()), *header.mask, 0);
  out.commit(size + octets.size());
}

}  // namespace weft::websocket
