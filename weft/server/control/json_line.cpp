#include <weft/server/control/json_line.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <weft/config/leaves.hpp>

namespace weft::server {
namespace {

// RFC 8259 7: "All Unicode characters may be placed within the quotation marks, except for the characters that MUST be
// escaped: quotation mark, reverse solidus, and the control characters (U+0000 through U+001F)."
bool is_plain(char c) {
  return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

}  // namespace

JsonLine::JsonLine(std::initializer_list<Member> members) : JsonLine(object()) {
  for (const Member& each : members) add(each.name, each.value);
}

JsonLine::JsonLine(double value) {
  if (std::isfinite(value)) text_ = fmt::to_string(value);
}

void JsonLine::push_back(const JsonLine& value) {
  open();
  text_ += value.text_;
  text_ += ']';
}

void JsonLine::add(std::string_view name, const JsonLine& value) {
  open();
  add_string(name);
  text_ += ':';
  text_ += value.text_;
  text_ += '}';
}

void JsonLine::open() {
  const bool is_first = text_.size() == 2;
  text_.pop_back();
  if (!is_first) text_ += ',';
}

void JsonLine::add_string(std::string_view text) {
  if (!std::ranges::all_of(text, is_plain)) {
    text_ += config::json_string(text);
    return;
  }
  text_ += '"';
  text_ += text;
  text_ += '"';
}

}  // namespace weft::server
