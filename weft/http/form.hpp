// URL Standard 5: names and values as application/x-www-form-urlencoded, in a body or in the query of a target.
//
//   if (auto page = form_value(query, "page")) …
//   for (auto rest = query; auto pair = next_form_pair(rest);) use(decode_form(pair->name), decode_form(pair->value));
//
// No text is wrong, as for browsers: a "%" without two hexadecimal digits stays as it is. Octets come out as they were
// sent, NUL and what is not UTF-8 as well: is_text() of weft/base/printable.hpp tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft {

// Names and values, in their order.
using FormFields = std::vector<std::pair<std::string, std::string>>;

namespace http {

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// "name=J%C3%BCrgen&note=a+b"
std::string encode_form(const FormFields& fields);

// As sent.
struct FormPair {
  std::string_view name;
  std::string_view value;
};

// The next pair, and `rest` behind it; nullopt at the end. "a" is a pair without a value; "&&" holds none.
std::optional<FormPair> next_form_pair(std::string_view& rest);

// "+" is a space, %XX an octet.
std::string decode_form(std::string_view text);

// The decoded value of the first pair whose decoded name is `name`.
std::optional<std::string> form_value(std::string_view form, std::string_view name);
// True where decode_form(text) is `plain`.
bool decodes_to(std::string_view text, std::string_view plain);

}  // namespace http
}  // namespace weft
