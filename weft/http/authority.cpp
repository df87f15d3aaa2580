#include <weft/http/authority.hpp>

#include <algorithm>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

// RFC 3986 3.2.2: reg-name = *( unreserved / pct-encoded / sub-delims ); an IPv4 address is one as well.
constexpr OctetSet name_octet = OctetSet().with("-._~!$&'()*+,;=").with_letters_and_digits();

bool is_registered_name(std::string_view host) {
  if (name_octet.contains_all(host)) return true;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (name_octet.contains(host[i])) continue;
    if (host[i] != '%' || host.size() - i < 3 || hex_value(host[i + 1]) < 0 || hex_value(host[i + 2]) < 0) return false;
    i += 2;
  }
  return true;
}

// RFC 3986 3.2.2: four numbers of at most 255, without leading zeros.
bool is_ipv4_address(std::string_view text) {
  for (int parts = 1;; ++parts) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const std::string_view digits = text.substr(0, dot);
    const std::optional<std::uint64_t> value = parse_decimal(digits);
    if (!value || *value > 255 || (digits.size() > 1 && digits[0] == '0')) return false;
    if (dot == text.size()) return parts == 4;
    text.remove_prefix(dot + 1);
  }
}

bool is_group(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), [](char c) { return hex_value(c) >= 0; });
}

// The number of 16-bit groups in `text`, where an IPv4 address at the end counts as two; nullopt when it is not a run
// of groups.
std::optional<int> count_groups(std::string_view run) {
  if (run.empty()) return 0;
  for (int groups = 1;; ++groups) {
    const std::size_t colon = std::min(run.find(':'), run.size());
    const std::string_view group = run.substr(0, colon);
    const bool last = colon == run.size();
    if (last && is_ipv4_address(group)) return groups + 1;
    if (!is_group(group)) return std::nullopt;
    if (last) return groups;
    run.remove_prefix(colon + 1);
  }
}

// RFC 3986 3.2.2: eight groups, or fewer around one "::".
bool is_ipv6_address(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return count_groups(text) == 8;
  const std::string_view before = text.substr(0, gap);
  const std::optional<int> left = count_groups(before);
  const std::optional<int> right = count_groups(text.substr(gap + 2));
  return left && right && *left + *right <= 7 && before.find('.') == std::string_view::npos;
}

// Beyond the RFC: only IPv6 addresses are accepted in brackets. IPvFuture was never used.
bool is_host(std::string_view host) {
  if (host.empty()) return false;
  if (host.front() != '[') return is_registered_name(host);
  return host.size() > 2 && host.back() == ']' && is_ipv6_address(host.substr(1, host.size() - 2));
}

// The place where the host ends: the brackets of an IPv6 address contain colons of their own.
std::size_t end_of_host(std::string_view text) {
  if (text.empty() || text.front() != '[') return std::min(text.find(':'), text.size());
  const std::size_t bracket = text.find(']');
  return bracket == std::string_view::npos ? text.size() : bracket + 1;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  // RFC 9110 4.2.4: "a recipient SHOULD parse for userinfo and treat its presence as an error". No host contains "@".
  const std::size_t end = end_of_host(text);
  Authority authority{text.substr(0, end), std::nullopt};
  if (!is_host(authority.host)) return std::nullopt;
  if (end == text.size()) return authority;
  if (text[end] != ':') return std::nullopt;
  // RFC 3986 3.2.3: port = *DIGIT
  const std::string_view digits = text.substr(end + 1);
  if (digits.empty()) return authority;
  const std::optional<std::uint64_t> port = parse_decimal(digits);
  if (!port || *port > 65535) return std::nullopt;
  authority.port = static_cast<std::uint16_t>(*port);
  return authority;
}

bool is_valid_authority(std::string_view text) {
  return parse_authority(text).has_value();
}

}  // namespace weft::http
