// RFC 9110 11: what the schemes of authentication have in common.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <weft/http/fields.hpp>
#include <weft/server/context.hpp>

namespace weft::server {

// The text behind the scheme in Authorization, if that is the scheme; its name is taken in any case. Nothing where
// the field was sent more than once: nobody could say which one another recipient has believed.
std::optional<std::string_view> credentials_of(const http::Fields& request, std::string_view scheme);

// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_token68(std::string_view text);

// realm="…". Throws std::invalid_argument for a realm that no field can have.
std::string realm_parameter(std::string_view realm);

// 401 with a challenge, such as `Basic realm="staff"`.
void challenge(Context& c, std::string_view challenge);

// Throws std::invalid_argument that names `caller`, such as "basic()", for a check that is empty.
template <class Check>
void expect_check(const Check& check, std::string_view caller) {
  if (!check) throw std::invalid_argument(std::string(caller) + ": the check is empty");
}

}  // namespace weft::server
