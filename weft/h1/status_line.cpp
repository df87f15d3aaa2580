#include <weft/h1/status_line.hpp>

#include <weft/h1/request_line.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::h1 {

Result<StatusLine, Reason> parse_status_line(std::string_view line) {
  if (line.find('\r') != std::string_view::npos) return fail(Reason::bare_cr);
  constexpr std::size_t code_at = 9;  // "HTTP/1.1 "
  constexpr std::size_t phrase_at = code_at + 3;
  if (line.size() < phrase_at || line[code_at - 1] != ' ') return fail(Reason::status_line_not_valid);
  const auto version = parse_version(line.substr(0, code_at - 1));
  if (!version) return fail(version.error());
  const auto code = http::parse_decimal(line.substr(code_at, 3));
  if (!code || *code < 100 || *code > 599) return fail(Reason::status_line_not_valid);
  // RFC 9112 4: "A server MUST send the space that separates the status-code from the reason-phrase even when the
  // reason-phrase is absent". Beyond the RFC: a line that leaves out both is understood; the space delimits nothing
  // then.
  const std::string_view phrase = line.substr(phrase_at);
  if (!phrase.empty() && (phrase[0] != ' ' || !http::is_field_value(phrase))) {
    return fail(Reason::status_line_not_valid);
  }
  return StatusLine{*version, static_cast<http::Status>(*code)};
}

}  // namespace weft::h1
