#include <charconv>

#include <fmt/format.h>

#include <weft/base/base64.hpp>
#include <weft/io/hash.hpp>
#include <weft/server/control/live/live_page.hpp>

namespace weft::server {
namespace {

std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

// CSP Level 3, 2.3.1: 'sha256-' and the hash in Base64.
std::string source_of(std::string_view text) {
  const std::string digits = io::hex_hash(io::Hash::sha256, text);
  std::string octets;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned octet = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, octet, 16);
    octets += static_cast<char>(octet);
  }
  return fmt::format("'sha256-{}'", base64(octets));
}

}  // namespace

std::string live_page_policy() {
  const std::string_view page = live_page();
  return fmt::format(
      "default-src 'none'; style-src {}; script-src {}; connect-src 'self'; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'",
      source_of(between(page, "<style>", "</style>")), source_of(between(page, "<script>", "</script>")));
}

}  // namespace weft::server
