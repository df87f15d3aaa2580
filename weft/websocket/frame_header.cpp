#include <weft/websocket/frame_header.hpp>

namespace weft::websocket {

bool is_known(std::uint8_t opcode) {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

}  // namespace weft::websocket
