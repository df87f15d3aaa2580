#include <weft/http/form.hpp>

#include <algorithm>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

// URL Standard, "application/x-www-form-urlencoded percent-encode set": all but these.
constexpr auto plain_octets = OctetSet().with("*-._").with_letters_and_digits();

void append_encoded(std::string_view text, std::string& out) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (plain_octets.contains(c)) {
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

// The next octet of an encoded text that is not empty.
char take_octet(std::string_view& text) {
  const char first = text[0];
  if (first == '%' && text.size() >= 3) {
    const int high = hex_value(text[1]);
    const int low = hex_value(text[2]);
    if (high >= 0 && low >= 0) {
      text.remove_prefix(3);
      return static_cast<char>(high * 16 + low);
    }
  }
  text.remove_prefix(1);
  return first == '+' ? ' ' : first;
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

std::optional<FormPair> next_form_pair(std::string_view& rest) {
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    return FormPair{pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))};
  }
  return std::nullopt;
}

std::string decode_form(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) out += take_octet(text);
  return out;
}

bool decodes_to(std::string_view text, std::string_view plain) {
  for (const char octet : plain) {
    if (text.empty() || take_octet(text) != octet) return false;
  }
  return text.empty();
}

std::optional<std::string> form_value(std::string_view form, std::string_view name) {
  while (const auto pair = next_form_pair(form)) {
    if (decodes_to(pair->name, name)) return decode_form(pair->value);
  }
  return std::nullopt;
}

}  // namespace weft::http
