// Why the client ends a request by itself: reasons.inc.
#pragma once

#include <weft/http/close.hpp>
#include <weft/io/reason.hpp>

namespace weft::client {

#define WEFT_REASONS "weft/client/reasons.inc"
#include <weft/base/reason_list.inc>

}  // namespace weft::client

template <>
inline constexpr bool weft::is_reason_list<weft::client::Reason> = true;

namespace weft::client {

constexpr http::Close close_of(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    return {http::Scope::scope, http::Blame::blame, code, reason};
#include <weft/client/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

// A transport that the client has wanted in vain.
constexpr http::Close close_of(io::Reason reason) {
  return {http::Scope::connection, http::Blame::peer, 0, reason};
}

}  // namespace weft::client
