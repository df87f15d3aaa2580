#include <weft/client/content/form.hpp>

#include <weft/http/octet_set.hpp>

namespace weft::client {

namespace {

// URL Standard, "application/x-www-form-urlencoded percent-encode set": all but these.
constexpr auto plain = http::OctetSet().with("*-._").with_letters_and_digits();

void append_encoded(std::string_view text, std::string& out) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (plain.contains(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[octet >> 4];
      out += digits[octet & 15];
    }
  }
}

}  // namespace

std::string encode_form(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    append_encoded(name, out);
    out += '=';
    append_encoded(value, out);
  }
  return out;
}

}  // namespace weft::client
