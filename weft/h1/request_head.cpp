#include <algorithm>
#include <optional>

#include <weft/h1/field_line.hpp>
#include <weft/h1/field_section.hpp>
#include <weft/h1/head_reader.hpp>
#include <weft/h1/request_line.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>
#include <weft/http/url.hpp>

namespace weft::h1 {

namespace {

using Checked = std::optional<Reason>;

Checked check_host(const ConnectionFields& fields, http::Version version) {
  // RFC 9112 3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that
  // lacks a Host header field and to any request message that contains more than one Host header field line or a Host
  // header field with an invalid field value."
  if (fields.hosts == 0 && version == http::Version::http11) return Reason::host_missing;
  if (fields.hosts == 0) return std::nullopt;
  if (fields.hosts > 1) return Reason::host_repeated;
  // Beyond the RFC: an empty Host is refused: it names no host, and no client with an http or https URI sends one.
  if (!http::is_valid_authority(fields.host)) return Reason::host_not_valid;
  return std::nullopt;
}

// Whether Host names the same server as a target that has a port.
bool agrees(std::string_view host, const http::Authority& target) {
  const auto authority = http::parse_authority(host);
  return authority && http::equals_ignoring_case(authority->host, target.host) &&
         authority->port.value_or(*target.port) == *target.port;
}

// RFC 9112 3.2.3: authority-form = uri-host ":" port
Checked take_authority_form(std::string_view target, const ConnectionFields& fields, http::RequestHead& head) {
  const auto authority = http::parse_authority(target);
  if (!authority || !authority->port) return Reason::target_not_valid;
  if (fields.hosts != 0 && !agrees(fields.host, *authority)) return Reason::host_differs;
  head.authority = target;
  head.path = {};
  return std::nullopt;
}

// The origin-form of the path and query of an absolute-form.
std::string_view path_of(std::string_view rest, http::RequestHead& head) {
  // RFC 9112 3.2.4: an OPTIONS with "an empty path and no query component" is one for the whole server.
  if (rest.empty()) return head.method == http::Method::options ? "*" : "/";
  if (rest[0] == '/') return rest;
  char* text = head.fields.arena().allocate(rest.size() + 1);
  text[0] = '/';
  rest.copy(text + 1, rest.size());
  return {text, rest.size() + 1};
}

// RFC 9112 3.2.2: "A server MUST accept the absolute-form in requests"
Checked take_absolute_form(std::string_view target, http::RequestHead& head) {
  const auto url = http::split_url(target);
  if (!url) return Reason::target_not_valid;
  // RFC 9110 4.2.1: "A recipient that processes such a URI reference" with an empty host "MUST reject it as invalid",
  // and 4.2.4 has the same for user information.
  if (!http::is_valid_authority(url->authority)) return Reason::target_not_valid;
  head.scheme = to_string(url->scheme);
  // RFC 9112 3.2.2: "the origin server MUST ignore the received Host header field (if any) and instead use the host
  // information of the request-target".
  head.authority = url->authority;
  head.path = path_of(url->rest, head);
  if (head.path != "*" && !http::is_valid_target(head.path)) return Reason::target_not_valid;
  return std::nullopt;
}

// RFC 9112 3.2: "There are four distinct formats for the request-target, depending on both the method being requested
// and whether the request is to a proxy."
Checked take_target(std::string_view target, const ConnectionFields& fields, http::RequestHead& head) {
  // RFC 9112 3.2.3: "The authority-form of request-target is only used for CONNECT requests"
  if (head.method == http::Method::connect) return take_authority_form(target, fields, head);
  const bool asterisk = target == "*";
  if (!asterisk && target[0] != '/') return take_absolute_form(target, head);
  // RFC 9112 3.2.4: "The asterisk-form of request-target is only used for a server-wide OPTIONS request"
  const bool valid = asterisk ? head.method == http::Method::options : http::is_valid_target(target);
  if (!valid) return Reason::target_not_valid;
  head.authority = fields.host;
  head.path = target;
  return std::nullopt;
}

}  // namespace

Result<Framing, Reason> read_request_head(std::span<char> text, const Limits& limits, http::RequestHead& head) {
  head.clear();
  const auto first = take_line(text);
  const auto line = parse_request_line({first.data(), first.size()}, limits);
  if (!line) return fail(line.error());
  head.version = line->version;
  head.method = http::method_of(line->method);
  head.method_text = line->method;
  const auto fields = read_field_section(Section::request, text, limits, head.fields);
  if (!fields) return fail(fields.error());
  head.content_length = fields->content_length;
  const auto framing = frame_request(*fields, line->version);
  if (!framing) return fail(framing.error());
  // RFC 9110 9.3.6: "A CONNECT request message does not have content."
  if (head.method == http::Method::connect && framing->body != Framing::Body::none) {
    return fail(Reason::content_in_connect);
  }
  if (const auto fault = check_host(*fields, line->version)) return fail(*fault);
  if (const auto fault = take_target(line->target, *fields, head)) return fail(*fault);
  if (!framing->upgrade) head.fields.remove(http::FieldName::upgrade);
  return framing;
}

void read_beginning(std::string_view text, http::RequestHead& head) {
  head.clear();
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const std::size_t first = std::min(line.find(' '), line.size());
  const std::string_view rest = line.substr(std::min(first + 1, line.size()));
  const std::size_t second = std::min(rest.find(' '), rest.size());
  head.method_text = head.fields.arena().store(line.substr(0, first));
  head.method = http::method_of(head.method_text);
  head.path = head.fields.arena().store(rest.substr(0, second));
  const auto version = parse_version(rest.substr(std::min(second + 1, rest.size())));
  head.version = version.value_or(http::Version::http11);
}

}  // namespace weft::h1
