#include <weft/server/events/server_event.hpp>

#include <algorithm>
#include <stdexcept>

namespace weft::server {
namespace {

using namespace std::string_view_literals;

void add_line(std::string& text, std::string_view field, std::string_view value) {
  text += field;
  text += ": ";
  text += value;
  text += '\n';
}

void refuse_octets(std::string_view value, std::string_view forbidden, const char* what) {
  if (value.find_first_of(forbidden) != std::string_view::npos) throw std::invalid_argument(what);
}

// Each character of a long line would be looked at alone by find_first_of().
std::size_t length_of_line(std::string_view rest) {
  const auto end = rest.find('\n');
  return std::min(end, rest.substr(0, end).find('\r'));
}

// HTML 9.2.5: "end-of-line = ( cr lf / cr / lf )"
std::size_t length_of_end(std::string_view rest) {
  return rest.starts_with("\r\n") ? 2 : 1;
}

}  // namespace

std::string event_text(const ServerEvent& event) {
  // HTML 9.2.6: "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field
  // value."
  refuse_octets(event.id, "\r\n\0"sv, "the id of an event has no end of a line and no NUL");
  refuse_octets(event.name, "\r\n"sv, "the name of an event has no end of a line");
  std::string text;
  text.reserve(event.data.size() + event.id.size() + event.name.size() + 32);
  if (!event.id.empty()) add_line(text, "id", event.id);
  if (!event.name.empty()) add_line(text, "event", event.name);
  for (auto rest = event.data;;) {
    const auto end = length_of_line(rest);
    add_line(text, "data", rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end);
    rest.remove_prefix(length_of_end(rest));
  }
  text += '\n';
  return text;
}

}  // namespace weft::server
