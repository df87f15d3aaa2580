#include <weft/h1/request_line.hpp>

#include <weft/http/field_rules.hpp>

namespace weft::h1 {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 8446 5.1: a record of the handshake has type 22 and, whatever the version, a 3 behind it.
bool begins_with_tls(std::string_view line) {
  return line.starts_with("\x16\x03");
}

}  // namespace

std::optional<Reason> fault_of_beginning(std::string_view line) {
  if (begins_with_tls(line)) return Reason::cleartext_expected;
  if (line.size() <= longest_method) return std::nullopt;
  const std::string_view beginning = line.substr(0, longest_method + 1);
  if (beginning.find_first_of(" \r\n") != std::string_view::npos) return std::nullopt;
  // RFC 9112 3: "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not
  // Implemented) status code."
  return http::is_token(beginning) ? Reason::method_too_long : Reason::method_not_valid;
}

Result<RequestLine, Reason> parse_request_line(std::string_view line, const Limits& limits) {
  if (const auto fault = fault_of_beginning(line)) return fail(*fault);
  // RFC 9112 2.2: "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with
  // SP"
  if (line.find('\r') != std::string_view::npos) return fail(Reason::bare_cr);
  // RFC 9112 3: recipients "MAY instead parse on whitespace-delimited word boundaries", which "can result in request
  // smuggling security vulnerabilities". Beyond the RFC: exactly one space is accepted.
  const std::size_t first = line.find(' ');
  const std::string_view method = line.substr(0, first);
  if (!http::is_token(method)) return fail(Reason::method_not_valid);
  if (first == std::string_view::npos) return fail(Reason::request_line_not_valid);
  const std::size_t second = line.find(' ', first + 1);
  if (second == std::string_view::npos) return fail(Reason::request_line_not_valid);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  // RFC 9112 3: "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414
  // (URI Too Long) status code"
  if (target.size() > limits.target_octets) return fail(Reason::target_too_long);
  if (target.empty()) return fail(Reason::target_not_valid);
  const std::string_view last = line.substr(second + 1);
  if (last.find(' ') != std::string_view::npos) return fail(Reason::request_line_not_valid);
  const auto version = parse_version(last);
  if (!version) return fail(version.error());
  return RequestLine{method, target, *version};
}

Result<http::Version, Reason> parse_version(std::string_view text) {
  // RFC 9112 2.3: "HTTP-version is case-sensitive."
  if (text.size() != 8 || !text.starts_with("HTTP/") || !is_digit(text[5]) || text[6] != '.' || !is_digit(text[7])) {
    return fail(Reason::version_not_valid);
  }
  if (text[5] != '1') return fail(Reason::version_not_supported);
  // RFC 9110 2.5: "A recipient that receives a message with a major version number that it implements and a minor
  // version number higher than what it implements SHOULD process the message as if it were in the highest minor version
  // within that major version to which the recipient is conformant."
  return text[7] == '0' ? http::Version::http10 : http::Version::http11;
}

}  // namespace weft::h1
