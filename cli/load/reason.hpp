// Why a request of the load has failed, or a connection of it was lost: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::cli::load {

enum class Reason : std::uint8_t {
#define WEFT_REASON(token, scope, code, blame, meaning) token,
#include <cli/load/reasons.inc>
#undef WEFT_REASON
};

constexpr std::string_view to_string(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, code, blame, meaning) \
  case Reason::token:                                   \
    return #token;
#include <cli/load/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

}  // namespace weft::cli::load
