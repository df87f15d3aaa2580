#include <weft/http/encode_path.hpp>

#include <weft/http/octet_set.hpp>

namespace weft::http {

namespace {

// RFC 3986 3.3: pchar and "/", which need no escape in a path.
constexpr OctetSet path_octet = OctetSet().with("/-._~!$&'()*+,;=:@").with_letters_and_digits();

}  // namespace

void encode_path(std::string_view path, std::string& out) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : path) {
    if (path_octet.contains(c)) {
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
