// Errors of an HTTP/1.1 connection: a reason from reasons.inc, with its scope, status and author. Misuse of our own API
// is a different type and never touches the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/http/close.hpp>
#include <weft/http/misuse.hpp>

namespace weft::h1 {

#define WEFT_REASONS "weft/h1/reasons.inc"
#include <weft/base/reason_list.inc>
// One sentence for a person.
std::string_view meaning(Reason reason);
// The reason's scope and blame; its code is the status that a server answers.
http::Close close_of(Reason reason);

using http::Misuse;

}  // namespace weft::h1

template <>
inline constexpr bool weft::is_reason_list<weft::h1::Reason> = true;
