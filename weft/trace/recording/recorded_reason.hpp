// A reason that a recording tells. It is as good as a member of a list: the engine that was recorded had it from one.
#pragma once

#include <string_view>

#include <weft/base/reason.hpp>

namespace weft::trace {

struct RecordedReason {
  std::string_view text;
};

constexpr std::string_view to_string(RecordedReason reason) {
  return reason.text;
}

}  // namespace weft::trace

template <>
inline constexpr bool weft::is_reason_list<weft::trace::RecordedReason> = true;

namespace weft::trace {

// The token lives no longer than the text does: as long as the recording.
inline ReasonToken recorded_reason(std::string_view text) {
  return RecordedReason{text};
}

}  // namespace weft::trace
