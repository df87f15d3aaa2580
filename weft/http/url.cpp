#include <weft/http/url.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>

#include <weft/http/authority.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

using Expected = UrlFault::Expected;

constexpr std::string_view scheme_end = "://";

// RFC 3986 3.2.1: userinfo = *( unreserved / pct-encoded / sub-delims / ":" )
constexpr OctetSet user_info_octet = OctetSet().with("-._~!$&'()*+,;=:%").with_letters_and_digits();
// RFC 3986 3.2: "The authority component is preceded by a double slash ("//") and is terminated by the next slash
// ("/"), question mark ("?"), or number sign ("#") character, or by the end of the URI."
constexpr OctetSet authority_end = OctetSet().with("/?#");
// RFC 3986 3.1: scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
constexpr OctetSet scheme_octet = OctetSet().with("+-.").with_letters_and_digits();

std::string_view what(Expected expected) {
  switch (expected) {
    case Expected::scheme:
      return "https:// or http://";
    case Expected::user_info:
      return "user information of letters, digits and -._~!$&'()*+,;=: with others as %xx";
    case Expected::host:
      return "a host: a name, an address of IPv4, or one of IPv6 in brackets";
    case Expected::port:
      return "a port up to 65535";
    case Expected::target:
      return "visible ASCII in path and query, with others as %xx";
  }
  return {};
}

std::string_view without_fragment(std::string_view text) {
  return text.substr(0, text.find('#'));
}

std::string_view fragment_of(std::string_view text) {
  return text.substr(without_fragment(text).size());
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

// The offset of the first octet that no target has; the size where there is none.
std::size_t first_bad_octet(std::string_view text) {
  if (is_valid_target(text)) return text.size();
  const auto bad = [](char octet) {
    const std::array<char, 2> target{'/', octet};
    return !is_valid_target({target.data(), target.size()});
  };
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), bad) - text.begin());
}

// `at`: where the authority begins in the URL, for faults.
std::optional<UrlFault> take_authority(std::string_view authority, std::size_t at, Url& url) {
  if (const std::size_t mark = authority.rfind('@'); mark != authority.npos) {
    const std::string_view user_info = authority.substr(0, mark);
    if (!user_info_octet.contains_all(user_info)) return UrlFault{Expected::user_info, at};
    url.user_info = user_info;
    authority.remove_prefix(mark + 1);
    at += mark + 1;
  }
  const auto parsed = parse_authority(authority);
  if (!parsed) {
    // A host is right with a ":" and no port behind it: then the port is wrong.
    const std::size_t port = authority.rfind(':') + 1;
    const bool right_host = is_valid_authority(authority.substr(0, port));
    return right_host ? UrlFault{Expected::port, at + port} : UrlFault{Expected::host, at};
  }
  url.authority = authority;
  url.host = parsed->bare_host();
  url.port = parsed->port.value_or(default_port(url.scheme));
  return std::nullopt;
}

// RFC 9110 7.1 and 4.2.3: a request has no fragment, and an empty path is "/".
std::optional<UrlFault> take_target(std::string_view rest, std::size_t at, Url& url) {
  url.fragment = fragment_of(rest);
  rest = without_fragment(rest);
  const std::size_t bad = first_bad_octet(rest);
  if (bad < rest.size()) return UrlFault{Expected::target, at + bad};
  url.target = rest.starts_with('/') ? std::string(rest) : fmt::format("/{}", rest);
  return std::nullopt;
}

// RFC 3986 5.2.4, on a path that begins with "/". A ".." at the root leads to the root.
std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/', 1));
    path.remove_prefix(segment.size());
    const bool up = segment == "/..";
    if (up && !out.empty()) out.resize(out.rfind('/'));
    if (!up && segment != "/.") {
      out += segment;
    } else if (path.empty()) {
      out += '/';
    }
  }
  return out;
}

void follow_dot_segments(std::string& target) {
  const std::size_t end = std::min(target.find('?'), target.size());
  target = without_dot_segments(std::string_view(target).substr(0, end)) + target.substr(end);
}

bool begins_with_scheme(std::string_view reference) {
  const std::size_t colon = reference.find(':');
  return colon != reference.npos && scheme_octet.contains_all(reference.substr(0, colon));
}

// RFC 3986 5.2.2 and 5.2.3, for a reference without scheme and authority: the target before its dots are followed.
std::string merge(std::string_view base, std::string_view reference) {
  if (reference.empty()) return std::string(base);
  if (reference.front() == '/') return std::string(reference);
  const std::string_view path = base.substr(0, base.find('?'));
  if (reference.front() == '?') return fmt::format("{}{}", path, reference);
  return fmt::format("{}{}", path.substr(0, path.rfind('/') + 1), reference);
}

}  // namespace

std::string_view to_string(Scheme scheme) {
  return scheme == Scheme::https ? "https" : "http";
}

std::uint16_t default_port(Scheme scheme) {
  return scheme == Scheme::https ? 443 : 80;
}

std::string Url::origin() const {
  return joined({to_string(scheme), scheme_end, authority});
}

std::string Url::text() const {
  return joined({to_string(scheme), scheme_end, authority, target});
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.port == b.port && equals_ignoring_case(a.host, b.host);
}

bool origin_less(const Url& a, const Url& b) {
  if (a.port != b.port) return a.port < b.port;
  if (a.scheme != b.scheme) return a.scheme < b.scheme;
  // The usual case, and quickly told.
  if (a.host == b.host) return false;
  return std::lexicographical_compare(a.host.begin(), a.host.end(), b.host.begin(), b.host.end(),
                                      [](char left, char right) { return to_lower(left) < to_lower(right); });
}

std::string to_string(UrlFault fault) {
  return fmt::format("expected {}, at octet {}", what(fault.expected), fault.at + 1);
}

std::optional<UrlParts> split_url(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = text.substr(0, colon);
  // RFC 3986 3.1: "Although schemes are case-insensitive, the canonical form is lowercase"
  const bool secure = equals_ignoring_case(name, "https");
  if (!secure && !equals_ignoring_case(name, "http")) return std::nullopt;
  if (!text.substr(colon).starts_with(scheme_end)) return std::nullopt;
  text.remove_prefix(colon + scheme_end.size());
  const auto is_end = [](char octet) { return authority_end.contains(octet); };
  const auto end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_end) - text.begin());
  return UrlParts{secure ? Scheme::https : Scheme::http, text.substr(0, end), text.substr(end)};
}

Result<Url, UrlFault> parse_url(std::string_view text) {
  const auto parts = split_url(text);
  if (!parts) return fail(UrlFault{Expected::scheme, 0});
  // It is made where it is returned: to move five texts costs as much as to read them.
  Result<Url, UrlFault> url(Url{.scheme = parts->scheme});
  const std::size_t begin_of_rest = text.size() - parts->rest.size();
  auto fault = take_authority(parts->authority, begin_of_rest - parts->authority.size(), *url);
  if (!fault) fault = take_target(parts->rest, begin_of_rest, *url);
  if (fault) url = fail(*fault);
  return url;
}

Result<Url, UrlFault> resolve(const Url& base, std::string_view reference) {
  Url url = base;
  if (begins_with_scheme(reference)) {
    auto absolute = parse_url(reference);
    if (!absolute) return absolute;
    url = std::move(*absolute);
  } else if (reference.starts_with("//")) {
    // RFC 3986 4.2: "A relative reference that begins with two slash characters is termed a network-path reference"
    const std::string before = fmt::format("{}:", to_string(base.scheme));
    auto absolute = parse_url(before + std::string(reference));
    if (!absolute) return fail(UrlFault{absolute.error().expected, absolute.error().at - before.size()});
    url = std::move(*absolute);
  } else {
    const std::size_t bad = first_bad_octet(without_fragment(reference));
    if (bad < without_fragment(reference).size()) return fail(UrlFault{Expected::target, bad});
    url.target = merge(base.target, without_fragment(reference));
    url.fragment = fragment_of(reference);
  }
  follow_dot_segments(url.target);
  return url;
}

}  // namespace weft::http
