#include <weft/http/link_field.hpp>

#include <algorithm>
#include <cstddef>

#include <weft/http/text.hpp>

namespace weft::http {
namespace {

// The text before the next `mark` that stands outside of quotes, and `rest` behind that mark.
std::string_view take_until(char mark, std::string_view& rest) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (is_quoted || rest[end] != mark); ++end) {
    if (rest[end] == '"') is_quoted = !is_quoted;
    if (is_quoted && rest[end] == '\\') ++end;
  }
  end = std::min(end, rest.size());
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

std::string_view without_quotes(std::string_view value) {
  const bool is_quoted = value.size() > 1 && value.front() == '"' && value.back() == '"';
  return is_quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::optional<std::string_view> Link::find(std::string_view name) const {
  for (auto rest = parameters; !rest.empty();) {
    auto value = take_until(';', rest);
    const auto own_name = trim(take_until('=', value));
    if (equals_ignoring_case(own_name, name)) return without_quotes(trim(value));
  }
  return std::nullopt;
}

// RFC 8288 3.3: the first `rel` of a link counts, and has its relation types with spaces between.
bool Link::has_relation(std::string_view type) const {
  for (auto rest = find("rel").value_or(std::string_view()); !rest.empty();) {
    if (equals_ignoring_case(take_until(' ', rest), type)) return true;
  }
  return false;
}

std::optional<Link> next_link(std::string_view& rest) {
  while (!rest.empty()) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t,"), rest.size()));
    if (!rest.starts_with('<')) {
      take_until(',', rest);
      continue;
    }
    // A target may have commas and quotes.
    const auto end = rest.find('>');
    if (end == rest.npos) break;
    const auto target = trim(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    return Link{target, trim(take_until(',', rest))};
  }
  rest = {};
  return std::nullopt;
}

}  // namespace weft::http
