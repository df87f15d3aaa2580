// RFC 7617: the credentials of Basic authentication.
#pragma once

#include <string>
#include <string_view>

namespace weft::cli::get {

// "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" for "Aladdin:open sesame".
std::string basic_auth(std::string_view user_and_password);

}  // namespace weft::cli::get
