#include <weft/h1/head_writer.hpp>

#include <array>
#include <charconv>
#include <cstring>

#include <weft/h1/field_section.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/target.hpp>
#include <weft/http/url.hpp>

namespace weft::h1 {

namespace {

using http::FieldName;

// Appends to room whose size was computed before.
class Writer {
 public:
  explicit Writer(MutableOctets room) : begin_(room.data()), next_(room.data()) {}

  void put(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }
  void put_line(std::string_view name, std::string_view value) {
    put(name);
    put(": ");
    put(value);
    put("\r\n");
  }
  std::size_t size() const { return static_cast<std::size_t>(next_ - begin_); }

 private:
  std::uint8_t* begin_;
  std::uint8_t* next_;
};

// A field line has its name, its value and these octets.
constexpr std::size_t line_overhead = std::string_view(": \r\n").size();
// The most octets that an envelope and the end of a head need.
constexpr std::size_t envelope_room = 160;
// The same for an answer of our own, with its date and the fields about its content.
constexpr std::size_t answer_room = 256;

bool is_sendable(const Field& field) {
  const auto name = static_cast<FieldName>(field.token);
  if (name == FieldName::unknown && !http::is_lower_case_name(field.name)) return false;
  // RFC 9112 6 and 9: only the engine decides about framing and persistence. The application decides about an upgrade.
  if (name != FieldName::upgrade && http::is_connection_specific(name)) return false;
  // RFC 9112 7.4: TE would invite transfer codings that nobody here can undo.
  if (name == FieldName::te && field.value != "trailers") return false;
  // RFC 9112 11.1: "restricting the output of header fields to APIs that filter for bad octets"
  return http::is_field_value(field.value) && !http::has_outer_whitespace(field.value);
}

// The octets that the fields need, or nothing if one cannot be sent.
std::optional<std::size_t> measure(const http::Fields& fields) {
  std::size_t size = 0;
  for (const Field& field : fields) {
    if (!is_sendable(field)) return std::nullopt;
    size += field.name.size() + field.value.size() + line_overhead;
  }
  return size;
}

// RFC 9110 7.6.1: "When a field aside from Connection is used to supply control information for or about the current
// connection, the sender MUST list the corresponding field name within the Connection header field."
void put_connection(Writer& writer, const Envelope& envelope, bool upgrade, bool te) {
  const bool close = envelope.persistence == Envelope::Persistence::close;
  const bool keep_alive = envelope.persistence == Envelope::Persistence::keep_alive;
  std::string_view separator = "connection: ";
  const auto put_option = [&writer, &separator](bool present, std::string_view option) {
    if (!present) return;
    writer.put(separator);
    writer.put(option);
    separator = ", ";
  };
  put_option(close, "close");
  put_option(keep_alive, "keep-alive");
  put_option(upgrade, "upgrade");
  put_option(te, "te");
  if (close || keep_alive || upgrade || te) writer.put("\r\n");
}

void put_length(Writer& writer, std::uint64_t length) {
  std::array<char, 20> digits;
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), length).ptr;
  writer.put_line("content-length", {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void put_fields(Writer& writer, const http::Fields& fields, const Envelope& envelope) {
  bool upgrade = false;
  bool te = false;
  for (const Field& field : fields) {
    if (field.token == http::token(FieldName::content_length)) continue;
    upgrade |= field.token == http::token(FieldName::upgrade);
    te |= field.token == http::token(FieldName::te);
    writer.put_line(field.name, field.value);
  }
  if (envelope.content_length) put_length(writer, *envelope.content_length);
  if (envelope.chunked) writer.put("transfer-encoding: chunked\r\n");
  put_connection(writer, envelope, upgrade, te);
  writer.put("\r\n");
}

void put_status_line(Writer& writer, http::Status status) {
  const auto code = http::code(status);
  const std::array<char, 4> digits{static_cast<char>('0' + code / 100), static_cast<char>('0' + code / 10 % 10),
                                   static_cast<char>('0' + code % 10), ' '};
  writer.put("HTTP/1.1 ");
  // RFC 9112 4: "A server MUST send the space that separates the status-code from the reason-phrase even when the
  // reason-phrase is absent"
  writer.put({digits.data(), digits.size()});
  writer.put(http::reason_phrase(status));
}

// RFC 9112 3.2.2: "When making a request to a proxy, other than a CONNECT or server-wide OPTIONS request (as detailed
// below), a client MUST send the target URI in "absolute-form" as the request-target." RFC 9112 3.2: "If the target URI
// includes an authority component, then a client MUST send a field value for Host that is identical to that authority
// component".
bool is_absolute_form(const http::RequestHead& head) {
  const auto url = http::split_url(head.path);
  return url && url->authority == head.authority && http::is_valid_target(url->rest);
}

// RFC 9112 3.2: the request-target.
std::optional<std::string_view> target_of(const http::RequestHead& head) {
  // RFC 9112 3.2.3: "When making a CONNECT request to establish a tunnel through one or more proxies, a client MUST
  // send only the host and port of the tunnel destination as the request-target."
  if (head.method == http::Method::connect) {
    const auto authority = http::parse_authority(head.authority);
    return authority && authority->port ? std::optional(head.authority) : std::nullopt;
  }
  // RFC 9112 3.2.4: "the client MUST send only "*" (%x2A) as the request-target"
  const bool valid = head.path == "*" ? head.method == http::Method::options
                                      : http::is_valid_target(head.path) || is_absolute_form(head);
  return valid ? std::optional(head.path) : std::nullopt;
}

bool is_sendable(const http::RequestHead& head) {
  return http::is_token(head.method_text) && http::method_of(head.method_text) == head.method &&
         http::is_valid_authority(head.authority) && head.protocol.empty() &&
         !head.fields.find(FieldName::host).has_value();
}

}  // namespace

Result<void, Misuse> append_request_head(Buffer& out, const http::RequestHead& head, const Envelope& envelope) {
  const auto target = target_of(head);
  const auto fields = measure(head.fields);
  if (!target || !fields || !is_sendable(head)) return fail(Misuse::head_not_valid);
  Writer writer(
      out.prepare(head.method_text.size() + target->size() + head.authority.size() + *fields + envelope_room));
  writer.put(head.method_text);
  writer.put(" ");
  writer.put(*target);
  writer.put(" HTTP/1.1\r\n");
  // RFC 9112 3.2: "A client MUST send a Host header field […] in all HTTP/1.1 request messages."
  writer.put_line("host", head.authority);
  put_fields(writer, head.fields, envelope);
  out.commit(writer.size());
  return {};
}

Result<void, Misuse> append_response_head(Buffer& out, const http::ResponseHead& head, const Envelope& envelope) {
  const auto fields = measure(head.fields);
  const auto code = http::code(head.status);
  if (!fields || code < 100 || code > 999) return fail(Misuse::head_not_valid);
  Writer writer(out.prepare(http::reason_phrase(head.status).size() + *fields + envelope_room));
  put_status_line(writer, head.status);
  writer.put("\r\n");
  put_fields(writer, head.fields, envelope);
  out.commit(writer.size());
  return {};
}

bool append_trailers(Buffer& out, const http::Fields& fields) {
  const std::size_t before = out.size();
  for (const Field& field : fields) {
    if (http::is_forbidden_trailer(static_cast<FieldName>(field.token))) continue;
    if (!is_sendable(field)) {
      out.truncate(before);
      return false;
    }
    Writer writer(out.prepare(field.name.size() + field.value.size() + line_overhead));
    writer.put_line(field.name, field.value);
    out.commit(writer.size());
  }
  out.append(as_octets("\r\n"));
  return true;
}

void append_answer(Buffer& out, Reason reason, std::optional<http::Date> date, std::string_view sentence) {
  const auto status = static_cast<http::Status>(close_of(reason).code);
  const std::string_view phrase = http::reason_phrase(status);
  const std::string_view token = to_string(reason);
  Writer writer(out.prepare(phrase.size() + token.size() + sentence.size() + answer_room));
  put_status_line(writer, status);
  writer.put(" (");
  writer.put(token);
  writer.put(")\r\n");
  // RFC 9110 6.6.1: "An origin server with a clock MUST generate a Date header field in all 2xx (Successful), 3xx
  // (Redirection), and 4xx (Client Error) responses"
  if (date) writer.put_line("date", http::as_text(http::format_date(*date)));
  const std::string_view line_end = sentence.empty() ? "" : "\n";
  if (!sentence.empty()) writer.put_line("content-type", "text/plain");
  put_length(writer, sentence.size() + line_end.size());
  writer.put("connection: close\r\n\r\n");
  writer.put(sentence);
  writer.put(line_end);
  out.commit(writer.size());
}

Result<std::optional<std::uint64_t>, Misuse> declared_length(const http::Fields& fields,
                                                             std::optional<std::uint64_t> content_length) {
  const auto field = http::content_length_of(fields);
  if (!field || (*field && content_length && **field != *content_length)) return fail(Misuse::head_not_valid);
  return content_length ? content_length : *field;
}

}  // namespace weft::h1
