// Errors of an HTTP/2 connection: a reason from reasons.inc, with its scope, code and author. Misuse of our own API is
// a different type and never touches the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/frame/error_code.hpp>
#include <weft/frame/fault.hpp>
#include <weft/http/close.hpp>
#include <weft/http/misuse.hpp>
#include <weft/http/push_outcome.hpp>

namespace weft::h2 {

using frame::ErrorCode;

#define WEFT_REASONS "weft/h2/reasons.inc"
#include <weft/base/reason_list.inc>
// One sentence for a person.
std::string_view meaning(Reason reason);
// The reason's scope, code and blame.
const http::Close& close_of(Reason reason);
// A broken frame's reason has the fault's name.
Reason reason_of(frame::Fault fault);

using http::Misuse;
using http::PushOutcome;

}  // namespace weft::h2

template <>
inline constexpr bool weft::is_reason_list<weft::h2::Reason> = true;
