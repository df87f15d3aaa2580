// The terms that a person means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cli/explain/terms.hpp>

namespace weft::cli::explain {

// `name` is a token, in any case and with - for _ as well; a field of the access log (x-wait-socket); or an error code
// of HTTP/2, by its name or its number (PROTOCOL_ERROR, 0x1, 1). A token may be in several lists. Empty: there is none.
std::vector<Term> find_terms(std::string_view name);

// Why there is none, with the nearest name.
std::string why_unknown(std::string_view name);

// "PROTOCOL_ERROR (0x1)" of the token of an error code; empty for another text.
std::string error_code_text(std::string_view token);

// The reasons that end something with this error code.
std::vector<std::string_view> reasons_with_code(std::string_view token);

}  // namespace weft::cli::explain
