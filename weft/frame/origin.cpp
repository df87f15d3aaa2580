#include <weft/frame/origin.hpp>

namespace weft::frame {

namespace {

bool whole_entries(Octets payload) {
  while (!payload.empty()) {
    if (payload.size() < 2) return false;
    const std::size_t size = 2u + load_be16(payload.data());
    if (size > payload.size()) return false;
    payload = payload.subspan(size);
  }
  return true;
}

}  // namespace

std::optional<Origin> Origin::decode(const Header& header, Octets payload) {
  // RFC 8336 2.2: "The ORIGIN frame MUST be sent on stream 0; an ORIGIN frame on any other stream is invalid and MUST
  // be ignored."
  if (header.stream != connection_stream) return std::nullopt;
  // RFC 8336 2.2: "The first four flags (0x1, 0x2, 0x4, and 0x8) are reserved for backwards-incompatible changes;
  // therefore, when any of them are set, the ORIGIN frame containing them MUST be ignored by clients"
  if (header.has(0x0f)) return std::nullopt;
  if (!whole_entries(payload)) return std::nullopt;
  return Origin{OriginsView(payload)};
}

void Origin::encode(Buffer& out) const {
  append_header({static_cast<std::uint32_t>(origins.octets().size()), type, 0, connection_stream}, out);
  out.append(origins.octets());
}

void encode_origins(std::span<const std::string_view> origins, Buffer& out) {
  std::size_t length = 0;
  for (const std::string_view origin : origins) length += 2 + origin.size();
  append_header({static_cast<std::uint32_t>(length), Type::origin, 0, connection_stream}, out);
  for (const std::string_view origin : origins) {
    store_be16(out.prepare(2).data(), static_cast<std::uint16_t>(origin.size()));
    out.commit(2);
    out.append(as_octets(origin));
  }
}

}  // namespace weft::frame
