// A client's request is held against the rules of RFC 9113 8.2 and 8.3.1.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <weft/base/field.hpp>

namespace weft::conformance {

// The first fault in words; empty for a request that is well-formed. `authority` is the one of its URL, or empty where
// that is not known.
std::string request_fault(std::span<const Field> fields, std::string_view authority);

}  // namespace weft::conformance
