#include <weft/trace/recording/start_text.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <weft/http/field_rules.hpp>
#include <weft/http/status.hpp>
#include <weft/http/text.hpp>

namespace weft::trace {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 9112 2.3: "HTTP-version = HTTP-name "/" DIGIT "." DIGIT".
bool is_version(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
}

// RFC 9112 4: "status-line = HTTP-version SP status-code SP [ reason-phrase ]".
bool is_status_line(std::string_view line) {
  constexpr std::size_t phrase_at = 13;
  const std::string_view code = line.substr(std::min<std::size_t>(line.size(), 9), 3);
  return line.size() >= phrase_at && is_version(line.substr(0, 8)) && line[8] == ' ' && line[12] == ' ' &&
         std::all_of(code.begin(), code.end(), is_digit);
}

// " (line_folding)": a reason of this program, which stands behind the phrase.
bool is_reason(std::string_view text) {
  if (!text.starts_with(" (") || !text.ends_with(')')) return false;
  const std::string_view token = text.substr(2, text.size() - 3);
  return std::all_of(token.begin(), token.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

std::string status_line_text(std::string_view line, const Keeping& keeping) {
  constexpr std::size_t code_at = 9;
  constexpr std::size_t phrase_at = 13;
  const std::string_view phrase = line.substr(phrase_at);
  const auto code = http::parse_decimal(line.substr(code_at, 3));
  const std::string_view usual = http::reason_phrase(static_cast<http::Status>(code.value_or(0)));
  const bool is_plain = phrase.empty() || phrase == usual ||
                        (!usual.empty() && phrase.starts_with(usual) && is_reason(phrase.substr(usual.size())));
  if (is_plain) return std::string(line);
  return fmt::format("{}{}", line.substr(0, phrase_at), stand_in(phrase, keeping));
}

}  // namespace

std::string start_text(std::string_view start, const Keeping& keeping) {
  if (keeping.values) return std::string(start);
  if (is_status_line(start)) return status_line_text(start, keeping);
  const std::size_t first = start.find(' ');
  const std::size_t last = start.rfind(' ');
  const bool is_request_line =
      first != last && http::is_token(start.substr(0, first)) && is_version(start.substr(last + 1));
  if (!is_request_line) return stand_in(start, keeping);
  const std::string_view target = start.substr(first + 1, last - first - 1);
  return fmt::format("{} {}{}", start.substr(0, first), stand_in(target, keeping), start.substr(last));
}

}  // namespace weft::trace
