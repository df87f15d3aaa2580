// RFC 9110 11: values of Authorization. All of these throw std::invalid_argument for what cannot be sent.
#pragma once

#include <string>
#include <string_view>

namespace weft::client {

// No control characters, and no colon in the user.
void check_credentials(std::string_view user, std::string_view password);

// RFC 7617. User and password are octets of UTF-8.
std::string basic_credentials(std::string_view user, std::string_view password);
// RFC 6750 2.1
std::string bearer_credentials(std::string_view token);

}  // namespace weft::client
