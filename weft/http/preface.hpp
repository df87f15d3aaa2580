// The octets by which a server tells HTTP/2 from HTTP/1.1.
#pragma once

#include <string_view>

namespace weft::http {

// RFC 9113 3.4: "That is, the connection preface starts with the string "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"."
inline constexpr std::string_view client_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

}  // namespace weft::http
