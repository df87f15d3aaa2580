#include <weft/http/encode_path.hpp>

namespace weft::http {
namespace {

bool stays(char c) {
  constexpr std::string_view harmless = "/-._~!$&'()*+,;=:@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         harmless.find(c) != std::string_view::npos;
}

}  // namespace

void encode_path(std::string_view path, std::string& out) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : path) {
    if (stays(c)) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
}

}  // namespace weft::http
