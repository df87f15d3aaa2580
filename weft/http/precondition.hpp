// RFC 9110 13: whether a request is to be performed at all, given the present representation.
//
// Ask after all other checks, when the answer would be a 2xx, and before performing the method.
#pragma once

#include <cstdint>
#include <optional>

#include <weft/http/date.hpp>
#include <weft/http/etag.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/method.hpp>

namespace weft::http {

// The selected representation.
struct Representation {
  enum class Existence : std::uint8_t { absent, present };

  Existence existence = Existence::present;
  std::optional<EntityTag> etag;
  std::optional<Date> last_modified;
  // The date was chosen by somebody, not taken from the clock at the change: then it is never a strong validator.
  bool date_was_chosen = false;
};

struct Precondition {
  enum class Verdict : std::uint8_t {
    proceed,
    not_modified,         // 304
    precondition_failed,  // 412
  };
  enum class Range : std::uint8_t { ignored, applies };

  Verdict verdict = Verdict::proceed;
  // Whether the Range field, if there is one, applies.
  Range range = Range::ignored;
};

// Evaluates the preconditions in the order of RFC 9110 13.2.2.
Precondition evaluate_preconditions(Method method, const Fields& request, const Representation& current, Date now);

}  // namespace weft::http
