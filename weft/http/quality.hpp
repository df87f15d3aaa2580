// RFC 9110 12.4.2: weighted lists, as in accept-encoding, of things that a client prefers or does not accept.
//
//   if (quality_of(fields, FieldName::accept_encoding, "br") > quality_of(fields, FieldName::accept_encoding, "gzip"))
//   …
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/http/fields.hpp>

namespace weft::http {

// Thousandths: 1000 is preferred most, 1 least, 0 not acceptable.
using Quality = std::uint16_t;

// RFC 9110 12.4.2: qvalue; nullopt for other text.
std::optional<Quality> parse_quality(std::string_view text);

// The weight of `token` in all fields of that name: its own, else that of "*", else 0. Case makes no difference. An
// element whose weight is not valid does not count.
Quality quality_of(const Fields& fields, FieldName name, std::string_view token);
// The same; nullopt where neither `token` nor "*" is listed.
std::optional<Quality> listed_quality_of(const Fields& fields, FieldName name, std::string_view token);

}  // namespace weft::http
