// Why a transport ended, or was never there: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>

#include <weft/base/reason.hpp>

namespace weft::io {

enum class Reason : std::uint8_t {
#define WEFT_REASON(token, scope, code, blame, meaning) token,
#include <weft/io/reasons.inc>
#undef WEFT_REASON
};

constexpr std::string_view to_string(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    return #token;
#include <weft/io/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

// Why a socket that failed with this error is closed, and why one was not connected.
Reason reason_to_close(std::error_code error);
Reason reason_to_not_connect(std::error_code error);

}  // namespace weft::io

template <>
inline constexpr bool weft::is_reason_list<weft::io::Reason> = true;
