// RFC 9110 13: whether a request is to be performed at all, given what there is now.
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
  // By somebody, not by the clock when it changed: the date is never a strong validator then.
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
  // Whether the Range field, if there is one, is to be looked at.
  Range range = Range::ignored;
};

// RFC 9110 13.2.2, in its order.
Precondition evaluate_preconditions(Method method, const Fields& request, const Representation& current, Date now);

}  // namespace weft::http
