#include <weft/http/multipart_reader.hpp>

#include <utility>

#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/parameters.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

// RFC 2046 5.1.1: bchars.
constexpr auto boundary_octets = OctetSet().with("'()+_,-./:=? ").with_letters_and_digits();
constexpr std::size_t longest_boundary = 70;

char take_octet(Octets& octets) {
  const char octet = static_cast<char>(octets[0]);
  octets = octets.subspan(1);
  return octet;
}

// The HTML Standard escapes three octets of names and file names, and no other: "%22", "%0D", "%0A".
std::string without_escapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto three = text.substr(0, 3);
    const bool is_escape = three == "%22" || equals_ignoring_case(three, "%0d") || equals_ignoring_case(three, "%0a");
    if (is_escape) {
      out += three == "%22" ? '"' : to_lower(three[2]) == 'd' ? '\r' : '\n';
    } else {
      out += text[0];
    }
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return out;
}

std::optional<std::string> text_parameter(std::string_view value, std::string_view name) {
  auto text = find_parameter(value, name);
  return text ? std::optional<std::string>(without_escapes(*text)) : std::nullopt;
}

struct Line {
  std::string_view name;
  std::string_view value;
};

// The next line of `rest`, which ends with a line end.
std::optional<Line> next_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find("\r\n"));
  rest.remove_prefix(line.size() + 2);
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return std::nullopt;
  const Line found = {line.substr(0, colon), trim(line.substr(colon + 1))};
  if (!is_token(found.name) || !is_field_value(found.value)) return std::nullopt;
  return found;
}

}  // namespace

std::string_view to_string(MultipartFault fault) {
  switch (fault) {
    case MultipartFault::bad_delimiter:
      return "the form has a boundary that does not end its line";
    case MultipartFault::bad_fields:
      return "the form has a part with a line that is not a field";
    case MultipartFault::no_name:
      return "the form has a part without a name";
    case MultipartFault::too_many_parts:
      return "the form has too many parts";
    case MultipartFault::fields_too_long:
      return "the form has a part with fields that are too long";
    case MultipartFault::cut_short:
      return "the form ends before its last boundary";
  }
  return {};
}

// RFC 2046 5.1.1: boundaries "must be no longer than 70 characters, not counting the two leading hyphens."
std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!media_type_is(content_type, "multipart/form-data")) return std::nullopt;
  auto boundary = find_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return std::nullopt;
  if (!boundary_octets.contains_all(*boundary) || boundary->ends_with(' ')) return std::nullopt;
  return boundary;
}

MultipartReader::MultipartReader(std::string_view boundary, const MultipartLimits& limits)
    : delimiter_("\r\n--" + std::string(boundary)), limits_(limits) {}

MultipartReader::Event MultipartReader::read(Octets& octets) {
  while (!octets.empty()) {
    Event event = Event::more;
    switch (state_) {
      case State::preamble:
      case State::content:
        event = read_content(octets);
        break;
      case State::delimiter:
        event = end_delimiter(octets);
        break;
      case State::fields:
        event = read_fields(octets);
        break;
      case State::epilogue:
        octets = {};
        return Event::end;
      case State::refused:
        return Event::refused;
    }
    if (event != Event::more) return event;
  }
  return Event::more;
}

MultipartReader::Event MultipartReader::finish() {
  if (state_ == State::epilogue) return Event::end;
  return state_ == State::refused ? Event::refused : refuse(MultipartFault::cut_short);
}

// A piece of content, or of a delimiter: at the first octet that does not fit, what looked like one was content.
MultipartReader::Event MultipartReader::read_content(Octets& octets) {
  if (matched_ == 0) {
    const std::size_t size = content_ahead(as_text(octets));
    if (size > 0) return take_content(octets, size);
  }
  while (!octets.empty() && static_cast<char>(octets[0]) == delimiter_[matched_]) {
    octets = octets.subspan(1);
    if (++matched_ < delimiter_.size()) continue;
    matched_ = 0;
    last_ = '\0';
    return std::exchange(state_, State::delimiter) == State::content ? Event::part_end : Event::more;
  }
  if (octets.empty()) return Event::more;
  data_ = as_octets(delimiter_).first(std::exchange(matched_, 0));
  return state_ == State::content ? Event::data : Event::more;
}

// Octets that can be of no delimiter. A delimiter has one CR, so that only the last one of a text may begin one.
std::size_t MultipartReader::content_ahead(std::string_view text) const {
  const std::size_t found = text.find(delimiter_);
  if (found != text.npos) return found;
  const std::size_t last = text.rfind('\r');
  const bool may_begin = last != text.npos && std::string_view(delimiter_).starts_with(text.substr(last));
  return may_begin ? last : text.size();
}

MultipartReader::Event MultipartReader::take_content(Octets& octets, std::size_t size) {
  data_ = octets.first(size);
  octets = octets.subspan(size);
  return state_ == State::content ? Event::data : Event::more;
}

MultipartReader::Event MultipartReader::end_delimiter(Octets& octets) {
  while (!octets.empty() && state_ == State::delimiter) {
    const Event event = take_delimiter_octet(take_octet(octets));
    if (event != Event::more) return event;
  }
  return Event::more;
}

// RFC 2046 5.1.1: "--" behind the last delimiter; behind the others "transport-padding", which is space, and a line
// end.
MultipartReader::Event MultipartReader::take_delimiter_octet(char octet) {
  const char last = std::exchange(last_, octet);
  if (last == '-' && octet == '-') {
    state_ = State::epilogue;
    return Event::end;
  }
  if (last == '\r' && octet == '\n') return begin_part();
  const bool is_padding = last == '\0' || last == ' ' || last == '\t';
  const bool fits = octet == ' ' || octet == '\t' || octet == '\r' || (octet == '-' && last == '\0');
  return is_padding && fits ? Event::more : refuse(MultipartFault::bad_delimiter);
}

MultipartReader::Event MultipartReader::begin_part() {
  if (parts_ == limits_.parts) return refuse(MultipartFault::too_many_parts);
  ++parts_;
  fields_.clear();
  state_ = State::fields;
  return Event::more;
}

MultipartReader::Event MultipartReader::read_fields(Octets& octets) {
  while (!octets.empty()) {
    if (fields_.size() == limits_.field_octets) return refuse(MultipartFault::fields_too_long);
    fields_ += take_octet(octets);
    if (fields_ == "\r\n" || fields_.ends_with("\r\n\r\n")) return take_fields();
  }
  return Event::more;
}

// RFC 7578 4.2: "Each part MUST contain a Content-Disposition header field [RFC2183] where the disposition type is
// "form-data"." Its filename*, which must not be there, is not looked at.
MultipartReader::Event MultipartReader::take_fields() {
  head_ = {.name = {}, .filename = {}, .content_type = "text/plain"};
  std::optional<std::string> name;
  std::string_view rest = fields_;
  for (rest.remove_suffix(2); !rest.empty();) {
    const auto line = next_line(rest);
    if (!line) return refuse(MultipartFault::bad_fields);
    if (equals_ignoring_case(line->name, "content-type")) head_.content_type = line->value;
    if (!equals_ignoring_case(line->name, "content-disposition")) continue;
    if (name || !media_type_is(line->value, "form-data")) return refuse(MultipartFault::no_name);
    name = text_parameter(line->value, "name");
    head_.filename = text_parameter(line->value, "filename");
  }
  if (!name) return refuse(MultipartFault::no_name);
  head_.name = *std::move(name);
  state_ = State::content;
  matched_ = 0;
  return Event::head;
}

MultipartReader::Event MultipartReader::refuse(MultipartFault fault) {
  fault_ = fault;
  state_ = State::refused;
  return Event::refused;
}

}  // namespace weft::http
