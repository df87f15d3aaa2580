#include <weft/server/check_field.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/field_rules.hpp>

namespace weft::server {

void check_field(std::string_view name, std::string_view value) {
  if (!http::is_lower_case_name(name)) throw std::invalid_argument(fmt::format("no name of a field: \"{}\"", name));
  if (!http::is_field_value(value)) throw std::invalid_argument(fmt::format("no value for the field {}", name));
}

}  // namespace weft::server
