#include <weft/websocket/reason.hpp>

namespace weft::websocket {

CloseCode close_code_of(Reason reason) {
  std::uint16_t found = 0;
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    found = code;                                       \
    break;
#include <weft/websocket/reasons.inc>
#undef WEFT_REASON
  }
  return found == 0 ? CloseCode::abnormal : static_cast<CloseCode>(found);
}

}  // namespace weft::websocket
