#include <weft/http/escape_html.hpp>

namespace weft::http {

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char octet : text) {
    switch (octet) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += octet;
    }
  }
  return out;
}

}  // namespace weft::http
