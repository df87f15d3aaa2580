#include <weft/client/checked_name.hpp>

#include <fmt/format.h>

#include <stdexcept>

#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

std::string checked_name(std::string_view name, std::string_view value) {
  if (!http::is_token(name)) throw std::invalid_argument(fmt::format("no name of a field: \"{}\"", name));
  if (!http::is_field_value(value)) {
    throw std::invalid_argument(fmt::format("the value of {} has an octet that HTTP does not allow", name));
  }
  std::string lower(name);
  for (char& c : lower) c = http::to_lower(c);
  return lower;
}

}  // namespace weft::client
