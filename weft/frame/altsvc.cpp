#include <weft/frame/altsvc.hpp>

namespace weft::frame {

std::optional<Altsvc> Altsvc::decode(const Header& header, Octets payload) {
  if (payload.size() < fixed_size) return std::nullopt;
  const std::size_t origin_length = load_be16(payload.data());
  if (origin_length > payload.size() - fixed_size) return std::nullopt;
  // RFC 7838 4: "An ALTSVC frame on stream 0 with empty (length 0) "Origin" information is invalid and MUST be ignored.
  // An ALTSVC frame on a stream other than stream 0 containing non-empty "Origin" information is invalid and MUST be
  // ignored."
  if ((header.stream == connection_stream) == (origin_length == 0)) return std::nullopt;
  const std::string_view text = as_text(payload.subspan(fixed_size));
  return Altsvc{header.stream, text.substr(0, origin_length), text.substr(origin_length)};
}

void Altsvc::encode(Buffer& out) const {
  append_header({static_cast<std::uint32_t>(fixed_size + origin.size() + value.size()), type, 0, stream}, out);
  store_be16(out.prepare(fixed_size).data(), static_cast<std::uint16_t>(origin.size()));
  out.commit(fixed_size);
  out.append(as_octets(origin));
  out.append(as_octets(value));
}

}  // namespace weft::frame
