#include <weft/frame/unknown.hpp>

namespace weft::frame {

void Unknown::encode(Buffer& out) const {
  append_header({static_cast<std::uint32_t>(payload.size()), header.type, header.flags, header.stream}, out);
  out.append(payload);
}

}  // namespace weft::frame
