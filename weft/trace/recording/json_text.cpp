#include <weft/trace/recording/json_text.hpp>

#include <iterator>

#include <fmt/format.h>
#include <weft/base/printable.hpp>

namespace weft::trace {

namespace {

void append_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  } else {
    out += c;
  }
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) append_escaped(out, c);
  return out + '"';
}

std::string member(std::string_view name, std::string_view text) {
  if (is_text(text)) return fmt::format("\"{}\":{}", name, json_string(text));
  return fmt::format("\"{}_bytes\":\"{}\"", name, hex(as_octets(text)));
}

std::string hex(Octets octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(octets.size() * 2);
  for (const std::uint8_t octet : octets) {
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

std::string milliseconds(Duration time) {
  constexpr std::int64_t in_one = 1'000'000;
  const std::int64_t nanoseconds = time.count();
  const std::string_view sign = nanoseconds < 0 ? "-" : "";
  const std::int64_t size = nanoseconds < 0 ? -nanoseconds : nanoseconds;
  return fmt::format("{}{}.{:06}", sign, size / in_one, size % in_one);
}

}  // namespace weft::trace
