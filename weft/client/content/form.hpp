// A form's fields as application/x-www-form-urlencoded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft {

// Names and values, in their order.
using FormFields = std::vector<std::pair<std::string, std::string>>;

namespace client {

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// "name=J%C3%BCrgen&note=a+b"
std::string encode_form(const FormFields& fields);

}  // namespace client
}  // namespace weft
