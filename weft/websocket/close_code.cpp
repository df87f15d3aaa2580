#include <weft/websocket/close_code.hpp>

namespace weft::websocket {

// RFC 6455 7.4.2: "Status codes in the range 0-999 are not used." 1000 to 2999 "are reserved for definition by this
// protocol", 3000 to 3999 for libraries, and 4000 to 4999 "are reserved for private use".
bool may_be_sent(CloseCode code) {
  const auto value = number(code);
  if (value >= 3000) return value <= 4999;
  // 1004 has no meaning. 1005, 1006 and 1015 stand for the absence of a Close frame, or of its code.
  return (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014);
}

}  // namespace weft::websocket
