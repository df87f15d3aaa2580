#include <cli/get/pretty_json.hpp>

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

namespace weft::cli::get {

namespace {

// The next text with its quotes, or any other octet.
std::string_view next_token(std::string_view text) {
  if (text.front() != '"') return text.substr(0, 1);
  std::size_t end = 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2u : 1u;
  return text.substr(0, end + 1);
}

std::string_view without_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

void begin_line(std::string& out, std::size_t depth) {
  // Deeper than that nobody can read it, and the spaces would be most of the text.
  constexpr std::size_t deepest = 40;
  out += '\n';
  out.append(2 * std::min(depth, deepest), ' ');
}

}  // namespace

std::optional<std::string> pretty_json(std::string_view text) {
  if (!nlohmann::json::accept(text)) return std::nullopt;
  std::string out;
  std::size_t depth = 0;
  for (text = without_space(text); !text.empty(); text = without_space(text)) {
    const std::string_view token = next_token(text);
    text.remove_prefix(token.size());
    const char first = token.front();
    const bool closes = first == '}' || first == ']';
    if (closes) --depth;
    if (closes && out.back() != '{' && out.back() != '[') begin_line(out, depth);
    out += token;
    if (first == ':') out += ' ';
    if (first == ',') begin_line(out, depth);
    if (first != '{' && first != '[') continue;
    ++depth;
    const std::string_view rest = without_space(text);
    if (rest.front() != '}' && rest.front() != ']') begin_line(out, depth);
  }
  return out;
}

}  // namespace weft::cli::get
