#include <weft/http/target.hpp>

#include <algorithm>
#include <optional>

#include <weft/base/octet_word.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

// RFC 3986 3.3 and 3.4: pchar / "/" / "?".
// Beyond the RFC: what browsers and libraries leave unescaped is taken as data: " < > [ ] ^ ` { | }, and \ in a query.
// All visible octets, then, but "#".
bool is_target_text(std::string_view text) {
  return no_octet_word(text, [](OctetWord word) {
    return octets_below(word, 0x21) | octets_equal(word, '#') | octets_equal(word, 0x7f) | (word & every_octet(0x80));
  });
}

enum class Slashes { decoded, refused };

// Writes the decoded text to `out`, which has room for all of `text`, and moves it to the end.
std::optional<TargetFault> decode(std::string_view text, Slashes slashes, char*& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      *out++ = text[i];
      continue;
    }
    if (text.size() - i < 3) return TargetFault::bad_escape;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return TargetFault::bad_escape;
    const char octet = static_cast<char>(high * 16 + low);
    if (octet == '\0') return TargetFault::has_nul;
    if (slashes == Slashes::refused && octet == '/') return TargetFault::encoded_separator;
    *out++ = octet;
    i += 2;
  }
  return std::nullopt;
}

// Whether decode_path() would leave a path that begins with "/" as it is. May say no too often.
bool is_plain(std::string_view path) {
  const bool has_neither =
      no_octet_word(path, [](OctetWord word) { return octets_equal(word, '%') | octets_equal(word, '\\'); });
  if (!has_neither) return false;
  for (std::size_t slash = 0; slash != path.npos; slash = path.find('/', slash + 1)) {
    if (slash + 1 < path.size() && (path[slash + 1] == '/' || path[slash + 1] == '.')) return false;
  }
  return true;
}

// RFC 3986 5.2.4, on the decoded path, segment by segment. The path so far is `begin` to `end` and ends with "/".
class PathWriter {
 public:
  explicit PathWriter(char* room) : begin_(room), end_(room) { *end_++ = '/'; }

  // `slash`: whether a "/" follows the segment.
  std::optional<TargetFault> write(std::string_view segment, bool slash) {
    char* out = end_;
    // RFC 3986 2.1: an octet that is no pchar is there as %XX or not at all. A browser takes a raw "\" for a "/" (URL
    // Standard 4.4), so the path would not be the one that somebody on the way has looked at.
    if (segment.find('\\') != segment.npos) return TargetFault::bad_octet;
    if (const auto fault = decode(segment, Slashes::refused, out)) return fault;
    const std::string_view decoded(end_, static_cast<std::size_t>(out - end_));
    // Beyond the RFC: "//" is "/", or joining the path to a root could replace the root.
    if (decoded.empty() || decoded == ".") return std::nullopt;
    if (decoded == "..") return leave();
    end_ = out;
    if (slash) *end_++ = '/';
    return std::nullopt;
  }

  std::string_view text() const { return {begin_, static_cast<std::size_t>(end_ - begin_)}; }

 private:
  // Beyond the RFC: RFC 3986 forgives a ".." at the root; nobody honest sends one.
  std::optional<TargetFault> leave() {
    if (end_ - begin_ == 1) return TargetFault::outside_root;
    do --end_;
    while (end_[-1] != '/');
    return std::nullopt;
  }

  char* begin_;
  char* end_;
};

}  // namespace

std::string_view to_string(TargetFault fault) {
  switch (fault) {
    case TargetFault::not_absolute:
      return "not_absolute";
    case TargetFault::bad_octet:
      return "bad_octet";
    case TargetFault::bad_escape:
      return "bad_escape";
    case TargetFault::has_nul:
      return "has_nul";
    case TargetFault::encoded_separator:
      return "encoded_separator";
    case TargetFault::outside_root:
      return "outside_root";
  }
  return {};
}

bool is_valid_target(std::string_view text) {
  return !text.empty() && text[0] == '/' && is_target_text(text);
}

Result<Target, TargetFault> split_target(std::string_view text) {
  if (!is_target_text(text)) return fail(TargetFault::bad_octet);
  if (text.empty() || text[0] != '/') return fail(TargetFault::not_absolute);
  return split_valid_target(text);
}

Target split_valid_target(std::string_view text) {
  const std::size_t mark = std::min(text.find('?'), text.size());
  return {text.substr(0, mark), text.substr(std::min(mark + 1, text.size()))};
}

Result<std::string_view, TargetFault> decode_path(std::string_view path, Arena& arena) {
  if (path.empty() || path[0] != '/') return fail(TargetFault::not_absolute);
  if (!is_target_text(path)) return fail(TargetFault::bad_octet);
  return decode_valid_path(path, arena);
}

Result<std::string_view, TargetFault> decode_valid_path(std::string_view path, Arena& arena) {
  if (is_plain(path)) return path;
  PathWriter writer(arena.allocate(path.size()));
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (const auto fault = writer.write(path.substr(at, end - at), end < path.size())) {
      arena.shrink(path.size());
      return fail(*fault);
    }
    at = end + 1;
  }
  arena.shrink(path.size() - writer.text().size());
  return writer.text();
}

Result<std::string_view, TargetFault> percent_decode(std::string_view text, Arena& arena) {
  if (text.find('%') == std::string_view::npos) return text;
  char* const begin = arena.allocate(text.size());
  char* end = begin;
  const auto fault = decode(text, Slashes::decoded, end);
  const auto size = static_cast<std::size_t>(end - begin);
  arena.shrink(fault ? text.size() : text.size() - size);
  if (fault) return fail(*fault);
  return std::string_view(begin, size);
}

}  // namespace weft::http
