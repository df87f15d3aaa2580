#include <weft/websocket/header_reader.hpp>

#include <algorithm>

namespace weft::websocket {
namespace {

constexpr std::uint8_t fin_bit = 0x80;
constexpr std::uint8_t compressed_bit = 0x40;
constexpr std::uint8_t reserved_bits_mask = 0x70;
constexpr std::uint8_t opcode_bits = 0x0f;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_bits = 0x7f;
constexpr std::uint8_t two_octets_follow = 126;
constexpr std::uint8_t eight_octets_follow = 127;

}  // namespace

Result<std::optional<FrameHeader>, Reason> HeaderReader::take(Octets& octets) {
  while (size_ < wanted()) {
    const std::size_t taken = std::min(wanted() - size_, octets.size());
    if (taken == 0) return std::nullopt;
    std::copy_n(octets.begin(), taken, text_.begin() + static_cast<std::ptrdiff_t>(size_));
    octets = octets.subspan(taken);
    size_ += taken;
    if (size_ != 2) continue;
    if (const auto reason = check_beginning()) return fail(*reason);
  }
  size_ = 0;
  const std::uint64_t its_length = length();
  if (const auto reason = check_length(its_length)) return fail(*reason);
  return header(its_length);
}

std::size_t HeaderReader::length_octets() const {
  const auto beginning = text_[1] & length_bits;
  return beginning == eight_octets_follow ? 8 : beginning == two_octets_follow ? 2 : 0;
}

std::size_t HeaderReader::wanted() const {
  if (size_ < 2) return 2;
  return 2 + length_octets() + ((text_[1] & mask_bit) != 0 ? std::tuple_size_v<MaskKey> : 0);
}

std::optional<Reason> HeaderReader::check_beginning() const {
  const auto number = static_cast<std::uint8_t>(text_[0] & opcode_bits);
  if (!is_known(number)) return Reason::opcode_not_known;
  const auto opcode = static_cast<Opcode>(number);
  // RFC 7692 6.1: "An endpoint MUST NOT set the "Per-Message Compressed" bit of control frames and non-first fragments
  // of a data message."
  const bool may_be_compressed = rules_.compression && (opcode == Opcode::text || opcode == Opcode::binary);
  const std::uint8_t allowed = may_be_compressed ? compressed_bit : 0;
  if ((text_[0] & reserved_bits_mask & ~allowed) != 0) return Reason::reserved_bits;
  // RFC 6455 5.1: "The server MUST close the connection upon receiving a frame that is not masked." "A client MUST
  // close a connection if it detects a masked frame."
  const bool masked = (text_[1] & mask_bit) != 0;
  if (masked != rules_.masked) return masked ? Reason::mask_forbidden : Reason::mask_missing;
  if (!is_control(opcode)) return std::nullopt;
  if ((text_[0] & fin_bit) == 0) return Reason::control_fragmented;
  if (length_octets() != 0) return Reason::control_too_long;
  return std::nullopt;
}

std::uint64_t HeaderReader::length() const {
  const std::uint8_t* behind = text_.data() + 2;
  switch (length_octets()) {
    case 0:
      return text_[1] & length_bits;
    case 2:
      return load_be16(behind);
    default:
      return std::uint64_t{load_be32(behind)} << 32 | load_be32(behind + 4);
  }
}

std::optional<Reason> HeaderReader::check_length(std::uint64_t length) const {
  // RFC 6455 5.2: "(the most significant bit MUST be 0)".
  if (length >> 63 != 0) return Reason::length_not_valid;
  // RFC 6455 5.2: "Note that in all cases, the minimal number of bytes MUST be used to encode the length".
  const std::size_t octets = length_octets();
  if ((octets == 2 && length < two_octets_follow) || (octets == 8 && length <= 0xffff)) {
    return Reason::length_not_minimal;
  }
  if (length > rules_.longest && length > longest_control) return Reason::frame_too_large;
  return std::nullopt;
}

FrameHeader HeaderReader::header(std::uint64_t length) const {
  FrameHeader header{.fin = (text_[0] & fin_bit) != 0,
                     .compressed = (text_[0] & compressed_bit) != 0,
                     .opcode = static_cast<Opcode>(text_[0] & opcode_bits),
                     .size = length};
  if ((text_[1] & mask_bit) != 0) {
    MaskKey key{};
    std::copy_n(text_.begin() + 2 + static_cast<std::ptrdiff_t>(length_octets()), key.size(), key.begin());
    header.mask = key;
  }
  return header;
}

}  // namespace weft::websocket
