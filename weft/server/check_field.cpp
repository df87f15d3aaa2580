#include <weft/server/check_field.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/http/field_rules.hpp>

namespace weft::server {

std::uint8_t check_field(std::string_view name, std::string_view value) {
  if (!http::is_lower_case_name(name)) throw std::invalid_argument(fmt::format("no name of a field: \"{}\"", name));
  return check_value(name, value);
}

std::uint8_t check_value(std::string_view name, std::string_view value) {
  if (!http::is_field_value(value)) throw std::invalid_argument(fmt::format("no value for the field {}", name));
  return http::has_outer_whitespace(value) ? std::uint8_t{0} : http::mark::sound;
}

}  // namespace weft::server
