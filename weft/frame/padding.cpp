#include <weft/frame/padding.hpp>

#include <algorithm>

namespace weft::frame {

std::optional<Fault> check_padding(std::size_t length, Octets begin) {
  if (length == 0) return Fault::pad_length_missing;
  // RFC 9113 6.1: "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat
  // this as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (begin[0] >= length) return Fault::padding_too_long;
  return std::nullopt;
}

Result<Unpadded, Fault> unpad(const Header& header, Octets payload, std::size_t least_content) {
  if (!header.has(flag::padded)) return Unpadded{payload, std::nullopt};
  if (const auto fault = check_padding(payload.size(), payload)) return fail(*fault);
  const std::uint8_t padding = payload[0];
  // RFC 7540 6.2: "Padding that exceeds the size remaining for the header block fragment MUST be treated as a
  // PROTOCOL_ERROR."
  const std::size_t content = payload.size() - 1 - padding;
  if (padding != 0 && content < least_content) return fail(Fault::padding_too_long);
  return Unpadded{payload.subspan(1, content), padding};
}

void begin_padded(PadLength padding, Buffer& out) {
  if (padding) out.push_back(*padding);
}

void end_padded(PadLength padding, Buffer& out) {
  if (!padding) return;
  // RFC 9113 6.1: "Padding octets MUST be set to zero when sending."
  std::fill_n(out.prepare(*padding).begin(), *padding, std::uint8_t{0});
  out.commit(*padding);
}

}  // namespace weft::frame
