// Why the session ends a message or a connection by itself: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>
#include <weft/http/close.hpp>

namespace weft::session {

#define WEFT_REASONS "weft/session/reasons.inc"
#include <weft/base/reason_list.inc>

}  // namespace weft::session

template <>
inline constexpr bool weft::is_reason_list<weft::session::Reason> = true;

namespace weft::session {

constexpr http::Close close_of(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    return {http::Scope::scope, http::Blame::blame, code, reason};
#include <weft/session/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

}  // namespace weft::session
