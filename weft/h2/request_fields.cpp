#include <weft/h2/request_fields.hpp>

#include <algorithm>
#include <array>

#include <weft/http/authority.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft::h2 {

namespace {

using http::FieldName;
using Text = std::optional<std::string_view>;

constexpr http::OctetSet visible = http::OctetSet().with(0x21, 0x7e);

bool is_supported(std::string_view scheme) {
  return scheme == "https" || scheme == "http" || http::equals_ignoring_case(scheme, "https") ||
         http::equals_ignoring_case(scheme, "http");
}

// The names that have a meaning here, by token: pseudo-fields, and names in take_regular_field() or RFC 9113 8.2.2.
constexpr std::array<bool, http::most_names> has_meaning = [] {
  std::array<bool, http::most_names> out{};
  for (NameToken token = 1; token < out.size(); ++token) {
    out[token] =
        token < http::token(FieldName::accept_charset) || http::is_connection_specific(static_cast<FieldName>(token));
  }
  for (const FieldName name : {FieldName::te, FieldName::host, FieldName::cookie, FieldName::content_length}) {
    out[http::token(name)] = true;
  }
  return out;
}();

// A sound field that only the application looks at.
bool is_ordinary(const Field& field) {
  return (field.marks & http::mark::sound) != 0 && !has_meaning[field.token];
}

class RequestReader {
 public:
  RequestReader(http::RequestHead& head, const RequestRules& rules) : head_(head), rules_(rules) {}

  std::optional<Reason> read();

 private:
  std::optional<Reason> take_pseudo_fields();
  Text* place_of(const Field& field);
  std::optional<Reason> check_octets() const;
  std::optional<Reason> check_presence() const;
  std::optional<Reason> take_regular_fields();
  std::optional<Reason> take_regular_field(const Field& field);
  bool skip_ordinary_fields();
  Field joined_cookie();
  void keep(const Field& field) { head_.fields.list()[kept_++] = field; }

  std::optional<Reason> settle_authority();
  bool host_agrees() const;
  std::optional<Reason> check_target();
  // The request can be answered, but not served. The first such reason counts.
  void refuse(Reason reason) {
    if (!answerable_) answerable_ = reason;
  }

  bool is_connect() const { return head_.method == http::Method::connect; }
  bool is_plain_connect() const { return is_connect() && !protocol_; }

  http::RequestHead& head_;
  const RequestRules& rules_;
  Text method_, scheme_, authority_, path_, protocol_, host_;
  // Fields from `next_` on are still to be looked at; fields before `kept_` stay.
  std::size_t next_ = 0;
  std::size_t kept_ = 0;
  bool has_cookie_ = false;
  std::optional<Reason> answerable_;
  // Each pseudo-field has been found valid before.
  bool sound_ = true;
};

std::optional<Reason> RequestReader::read() {
  if (const auto violation = take_pseudo_fields()) return violation;
  if (const auto violation = check_octets()) return violation;
  if (const auto violation = check_presence()) return violation;
  if (const auto violation = take_regular_fields()) return violation;
  if (const auto violation = settle_authority()) return violation;
  if (const auto violation = check_target()) return violation;
  return answerable_;
}

std::optional<Reason> RequestReader::take_pseudo_fields() {
  const auto& list = head_.fields.list();
  for (; next_ < list.size() && is_pseudo(list[next_]); ++next_) {
    Text* place = place_of(list[next_]);
    // RFC 9113 8.3: "Endpoints MUST treat a request or response that contains undefined or invalid pseudo-header fields
    // as malformed".
    if (place == nullptr) return Reason::pseudo_field_unknown;
    // RFC 9113 8.3: "A field block for an HTTP request or response that contains a repeated pseudo-header field name
    // MUST be treated as malformed".
    if (*place) return Reason::pseudo_field_repeated;
    *place = list[next_].value;
    sound_ = sound_ && is_sound_pseudo(list[next_]);
  }
  return std::nullopt;
}

Text* RequestReader::place_of(const Field& field) {
  switch (field.token) {
    case pseudo::authority:
      return &authority_;
    case pseudo::method:
      return &method_;
    case pseudo::path:
      return &path_;
    case pseudo::scheme:
      return &scheme_;
    default:
      return field.name == ":protocol" ? &protocol_ : nullptr;
  }
}

// Beyond the RFC: pseudo-fields must have no spaces and line ends, because other protocols split such text there.
std::optional<Reason> RequestReader::check_octets() const {
  if (sound_) return std::nullopt;
  const bool valid = (!method_ || http::is_token(*method_)) && (!scheme_ || is_scheme(*scheme_)) &&
                     (!path_ || visible.contains_all(*path_)) && (!authority_ || visible.contains_all(*authority_)) &&
                     (!protocol_ || http::is_token(*protocol_));
  if (!valid) return Reason::pseudo_field_not_valid;
  return std::nullopt;
}

std::optional<Reason> RequestReader::check_presence() const {
  if (!method_) return Reason::pseudo_field_missing;
  head_.method_text = *method_;
  head_.method = http::method_of(*method_);
  if (protocol_ && (!is_connect() || rules_.extended_connect == ExtendedConnect::off)) {
    return Reason::connect_protocol_not_enabled;
  }
  // RFC 9113 8.5: "The ":scheme" and ":path" pseudo-header fields MUST be omitted."
  if (is_plain_connect()) {
    if (scheme_ || path_ || !authority_) return Reason::connect_not_valid;
    return std::nullopt;
  }
  // RFC 9113 8.3.1: "All HTTP/2 requests MUST include exactly one valid value for the ":method", ":scheme", and ":path"
  // pseudo-header fields, unless they are CONNECT requests".
  // RFC 8441 4: "On requests that contain the :protocol pseudo-header field, the :scheme and :path pseudo-header fields
  // of the target URI (see Section 5) MUST also be included."
  if (!scheme_ || !path_) return Reason::pseudo_field_missing;
  return std::nullopt;
}

std::optional<Reason> RequestReader::take_regular_fields() {
  auto& list = head_.fields.list();
  const std::size_t pseudo_fields = kept_ = next_;
  for (; skip_ordinary_fields(); ++next_) {
    const Field field = list[next_];
    // RFC 9113 8.3: "Any request or response that contains a pseudo-header field that appears in a field block after a
    // regular field line MUST be treated as malformed".
    if (is_pseudo(field)) return Reason::pseudo_field_too_late;
    if (const auto violation = check_regular_field(field, MessageKind::request)) return violation;
    if (is_too_large(field, rules_.limits)) refuse(Reason::field_too_large);
    if (const auto violation = take_regular_field(field)) return violation;
  }
  list.resize(kept_);
  head_.fields.settle(pseudo_fields);
  return std::nullopt;
}

// Skips fields that only the application looks at, which nearly all are, and which nearly always stay in their places.
// False at the end of the list.
bool RequestReader::skip_ordinary_fields() {
  auto& list = head_.fields.list();
  std::size_t next = next_;
  std::size_t kept = kept_;
  for (; next < list.size() && is_ordinary(list[next]) && !is_too_large(list[next], rules_.limits); ++next, ++kept) {
    if (kept != next) list[kept] = list[next];
  }
  next_ = next;
  kept_ = kept;
  return next < list.size();
}

std::optional<Reason> RequestReader::take_regular_field(const Field& field) {
  switch (static_cast<FieldName>(field.token)) {
    case FieldName::host:
      if (host_) return Reason::host_repeated;
      host_ = field.value;
      return std::nullopt;
    case FieldName::cookie:
      if (!has_cookie_) keep(joined_cookie());
      has_cookie_ = true;
      return std::nullopt;
    case FieldName::content_length: {
      const auto length = http::parse_content_length(field.value);
      if (!length || head_.content_length) return Reason::content_length_not_valid;
      head_.content_length = length;
      keep(field);
      return std::nullopt;
    }
    default:
      keep(field);
      return std::nullopt;
  }
}

// RFC 9113 8.2.3: "If there are multiple Cookie header fields after decompression, these MUST be concatenated into a
// single octet string using the two-octet delimiter of 0x3b, 0x20 (the ASCII string "; ")".
Field RequestReader::joined_cookie() {
  constexpr std::string_view delimiter = "; ";
  const auto crumbs = std::span(head_.fields.list()).subspan(next_);
  const auto is_cookie = [](const Field& field) { return field.token == http::token(FieldName::cookie); };
  Field cookie = crumbs.front();
  std::size_t size = 0;
  std::size_t count = 0;
  for (const Field& crumb : crumbs) {
    if (!is_cookie(crumb)) continue;
    size += crumb.value.size() + delimiter.size();
    cookie.sensitive = cookie.sensitive || crumb.sensitive;
    ++count;
  }
  if (count == 1) return cookie;

  char* const text = head_.fields.arena().allocate(size);
  char* end = text;
  for (const Field& crumb : crumbs) {
    if (!is_cookie(crumb)) continue;
    end = std::copy(crumb.value.begin(), crumb.value.end(), end);
    end = std::copy(delimiter.begin(), delimiter.end(), end);
  }
  cookie.value = {text, size - delimiter.size()};
  return cookie;
}

// RFC 9113 8.3.1: "A server SHOULD treat a request as malformed if it contains a Host header field that identifies an
// entity that differs from the entity in the ":authority" pseudo-header field."
std::optional<Reason> RequestReader::settle_authority() {
  const bool sound = authority_ && sound_;
  if (!authority_) authority_ = host_;
  if (!authority_) return std::nullopt;
  // RFC 9113 8.3.1: "":authority" MUST NOT include the deprecated userinfo subcomponent for "http" or "https" schemed
  // URIs."
  if (!sound && !http::is_valid_authority(*authority_)) {
    refuse(Reason::authority_not_valid);
  } else if (host_ && !host_agrees()) {
    return Reason::host_differs;
  }
  head_.authority = *authority_;
  return std::nullopt;
}

bool RequestReader::host_agrees() const {
  if (*host_ == *authority_) return true;
  const auto host = http::parse_authority(*host_);
  const auto authority = http::parse_authority(*authority_);
  if (!host || !authority || !http::equals_ignoring_case(host->host, authority->host)) return false;
  // RFC 9113 8.3.1: "scheme-based normalization": a port that the scheme implies may be left out.
  const std::uint16_t implied = scheme_ == "http" ? 80 : 443;
  return host->port.value_or(implied) == authority->port.value_or(implied);
}

std::optional<Reason> RequestReader::check_target() {
  head_.protocol = protocol_.value_or(std::string_view());
  if (is_plain_connect()) {
    const auto authority = http::parse_authority(head_.authority);
    if (authority && !authority->port) refuse(Reason::authority_not_valid);
    return std::nullopt;
  }
  head_.scheme = *scheme_;
  head_.path = *path_;
  if (!is_supported(head_.scheme)) {
    refuse(Reason::scheme_not_supported);
  }
  if (head_.path.size() > rules_.limits.path_octets) refuse(Reason::path_too_long);
  if (sound_) return std::nullopt;
  // RFC 9113 8.3.1: "This pseudo-header field MUST NOT be empty for "http" or "https" URIs"; "an OPTIONS request for an
  // "http" or "https" URI that does not include a path component; these MUST include a ":path" pseudo-header field with
  // a value of '*'".
  const bool is_asterisk = head_.path == "*" && head_.method == http::Method::options;
  if (!is_asterisk && !http::is_valid_target(head_.path)) return Reason::path_not_valid;
  return std::nullopt;
}

}  // namespace

std::optional<Reason> read_request(http::RequestHead& head, const RequestRules& rules) {
  return RequestReader(head, rules).read();
}

void read_beginning(http::RequestHead& head) {
  head.method = http::Method::other;
  head.method_text = {};
  for (const Field& field : head.fields.list()) {
    if (!is_pseudo(field)) return;
    if (field.token == pseudo::method) head.method = http::method_of(head.method_text = field.value);
    if (field.token == pseudo::authority) head.authority = field.value;
    if (field.token == pseudo::path) head.path = field.value;
  }
}

}  // namespace weft::h2
