#include <weft/trace/http1_direction.hpp>

#include <algorithm>
#include <limits>

#include <weft/http/text.hpp>

namespace weft::trace {

namespace {

constexpr std::size_t largest_head = 128 * 1024;
// More than any client sends before the first response.
constexpr std::size_t most_open_requests = 4096;

// The status code of a status line; 0 where it has none.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == line.npos) return 0;
  const auto digits = http::parse_decimal(line.substr(space + 1, 3));
  return digits && *digits < 1000 ? static_cast<int>(*digits) : 0;
}

}  // namespace

void Http1Direction::read(Octets octets, Http1Requests& requests, const Telling& telling) {
  while (!octets.empty() && stage_ != Stage::unreadable) {
    if (stage_ == Stage::start && requests.tunnel) stage_ = Stage::until_end;
    if (stage_ == Stage::content || stage_ == Stage::chunk || stage_ == Stage::until_end) {
      take_content(octets, telling);
      continue;
    }
    const std::string_view text = as_text(octets);
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    line_ += text.substr(0, end);
    octets = octets.subspan(end);
    head_octets_ += end;
    if (head_octets_ > largest_head) return give_up("a head of more than 128 KiB", telling);
    if (line_.back() != '\n') return;
    const std::string line = std::exchange(line_, {});
    // RFC 9112 2.2: "a recipient MAY recognize a single LF as a line terminator and ignore any preceding CR."
    take_line(std::string_view(line).substr(0, line.size() - (line.ends_with("\r\n") ? 2 : 1)), requests, telling);
  }
}

bool Http1Direction::end(const Telling& telling) {
  if (stage_ == Stage::unreadable) return true;
  if (stage_ == Stage::until_end) {
    end_message(telling);
    return true;
  }
  return stage_ == Stage::start && line_.empty();
}

void Http1Direction::take_line(std::string_view line, Http1Requests& requests, const Telling& telling) {
  switch (stage_) {
    case Stage::start:
      // RFC 9112 2.2: a server "SHOULD ignore at least one empty line (CRLF) received prior to the request-line."
      if (line.empty()) break;
      arena_.clear();
      fields_.clear();
      start_ = arena_.store(line);
      stage_ = Stage::fields;
      return;
    case Stage::fields:
      return line.empty() ? take_head(requests, telling) : add_field(line);
    case Stage::chunk_size:
      return take_chunk_size(line, telling);
    case Stage::chunk_end:
      stage_ = Stage::chunk_size;
      break;
    case Stage::trailers:
      return line.empty() ? end_message(telling) : add_field(line);
    case Stage::content:
    case Stage::chunk:
    case Stage::until_end:
    case Stage::unreadable:
      break;
  }
  head_octets_ = 0;
}

void Http1Direction::take_content(Octets& octets, const Telling& telling) {
  const bool counted = stage_ != Stage::until_end;
  const Octets piece =
      counted ? octets.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size()))) : octets;
  octets = octets.subspan(piece.size());
  body_octets_ += piece.size();
  telling.reader.on_content(telling.direction, message_, piece);
  if (!counted) return;
  left_ -= piece.size();
  if (left_ > 0) return;
  if (stage_ == Stage::content) return end_message(telling);
  stage_ = Stage::chunk_end;
}

void Http1Direction::add_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  // A line without a colon is no field, and nobody knows what it says: all of it counts as a value.
  const std::string_view name = line.substr(0, colon == line.npos ? 0 : colon);
  const std::string_view value = http::trim(line.substr(colon == line.npos ? 0 : colon + 1));
  fields_.push_back({.name = arena_.store(name), .value = arena_.store(value)});
}

void Http1Direction::take_head(Http1Requests& requests, const Telling& telling) {
  if (final_) ++message_;
  const Stage next = writer_ == http::Role::client ? body_of_request(requests) : body_of_response(requests);
  telling.tell(HeadSeen{.message = message_,
                        .start = start_,
                        .fields = fields_,
                        .octets = head_octets_,
                        .has_body = next != Stage::start});
  head_octets_ = 0;
  body_octets_ = 0;
  stage_ = next;
  if (requests.open.size() > most_open_requests) give_up("more than 4,096 requests without a response", telling);
}

// RFC 9112 6.3: "The presence of a message body in a request is signaled by a Content-Length or Transfer-Encoding
// header field."
Http1Direction::Stage Http1Direction::body_of_request(Http1Requests& requests) {
  using Kind = Http1Requests::Kind;
  const std::string_view method = start_.substr(0, start_.find(' '));
  requests.open.push_back(method == "HEAD" ? Kind::head : method == "CONNECT" ? Kind::connect : Kind::usual);
  return method == "CONNECT" ? Stage::start : body_by_fields(false);
}

// RFC 9112 6.3: "Any response to a HEAD request and any response with a 1xx (Informational), 204 (No Content), or 304
// (Not Modified) status code is always terminated by the first empty line after the header fields".
Http1Direction::Stage Http1Direction::body_of_response(Http1Requests& requests) {
  using Kind = Http1Requests::Kind;
  const int status = status_of(start_);
  final_ = status < 100 || status > 199 || status == 101;
  if (!final_) return Stage::start;
  const Kind asked = requests.open.empty() ? Kind::usual : requests.open.front();
  if (!requests.open.empty()) requests.open.pop_front();
  requests.tunnel = status == 101 || (asked == Kind::connect && status / 100 == 2);
  if (requests.tunnel) return Stage::until_end;
  if (asked == Kind::head || status == 204 || status == 304) return Stage::start;
  return body_by_fields(true);
}

Http1Direction::Stage Http1Direction::body_by_fields(bool until_end) {
  if (find("transfer-encoding")) return Stage::chunk_size;
  const auto length = find("content-length");
  const auto octets = length ? http::parse_decimal(*length) : std::nullopt;
  if (!octets) return until_end ? Stage::until_end : Stage::start;
  left_ = *octets;
  return left_ == 0 ? Stage::start : Stage::content;
}

std::optional<std::string_view> Http1Direction::find(std::string_view name) const {
  const auto place = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const Field& each) { return http::equals_ignoring_case(each.name, name); });
  return place == fields_.end() ? std::nullopt : std::optional(place->value);
}

// RFC 9112 7.1: "chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF".
void Http1Direction::take_chunk_size(std::string_view line, const Telling& telling) {
  const std::string_view digits = http::trim(line.substr(0, line.find(';')));
  left_ = 0;
  for (const char c : digits) {
    const int value = http::hex_value(c);
    if (value < 0 || left_ > std::numeric_limits<std::uint64_t>::max() / 16) {
      return give_up("the size of a chunk was expected", telling);
    }
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
  }
  if (digits.empty()) return give_up("the size of a chunk was expected", telling);
  head_octets_ = 0;
  stage_ = left_ == 0 ? Stage::trailers : Stage::chunk;
  if (left_ != 0) return;
  arena_.clear();
  fields_.clear();
}

void Http1Direction::end_message(const Telling& telling) {
  // The fields of a head with content are no trailers.
  const bool has_trailers = stage_ == Stage::trailers;
  telling.tell(BodySeen{.message = message_,
                        .octets = body_octets_,
                        .trailers = has_trailers ? std::span<const Field>(fields_) : std::span<const Field>()});
  head_octets_ = 0;
  stage_ = Stage::start;
}

void Http1Direction::give_up(std::string_view why, const Telling& telling) {
  line_ = {};
  stage_ = Stage::unreadable;
  telling.tell(Unreadable{why});
}

}  // namespace weft::trace
