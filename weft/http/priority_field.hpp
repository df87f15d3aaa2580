// RFC 9218 4 and 5: the value of the priority field and of PRIORITY_UPDATE, a Dictionary of RFC 8941 3.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/http/priority.hpp>

namespace weft::http {

// The parameters that the field has; nullopt where one is missing.
// RFC 9218 4: "unknown priority parameters, priority parameters with out-of-range values, or values of unexpected types
// MUST be ignored."
struct PriorityField {
  std::optional<std::uint8_t> urgency;
  std::optional<bool> incremental;

  // RFC 9218 4.1 and 4.2: a request without a parameter gets its default.
  Priority or_default() const;
  // RFC 9218 8: "The absence of a priority parameter in an HTTP response indicates the server's disinterest in changing
  // the client-provided value."
  Priority over(Priority client) const;
};

// "u=3, i": both parameters, as PRIORITY_UPDATE has them.
std::string_view priority_field_value(Priority priority);

// nullopt where the text is no Dictionary.
std::optional<PriorityField> parse_priority_field(std::string_view text);

}  // namespace weft::http
