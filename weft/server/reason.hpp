// Why the server ends a message by itself: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>

namespace weft::server {

enum class Reason : std::uint8_t {
#define WEFT_REASON(token, scope, code, blame, meaning) token,
#include <weft/server/reasons.inc>
#undef WEFT_REASON
};

constexpr std::string_view to_string(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    return #token;
#include <weft/server/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

}  // namespace weft::server

template <>
inline constexpr bool weft::is_reason_list<weft::server::Reason> = true;
