// How GoogleTest shows a case.
#pragma once

#include <ostream>

#include <weft/conformance/case.hpp>

namespace weft::conformance {

// GoogleTest finds it beside the type.
inline void PrintTo(const Case& one, std::ostream* out) {
  *out << one.id;
}

}  // namespace weft::conformance
