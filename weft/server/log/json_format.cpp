#include <weft/server/log/json_format.hpp>

#include <algorithm>

#include <weft/base/utf8.hpp>
#include <weft/http/octet_set.hpp>

namespace weft::server {
namespace {

constexpr http::OctetSet plain_in_json = http::OctetSet().with(0x20, 0x7e).without("\"\\");

void append_utf16_unit(Buffer& out, char32_t unit) {
  append_octet_to_log(out, "\\u", static_cast<char>(unit >> 8));
  append_octet_to_log(out, "", static_cast<char>(unit & 0xff));
}

// RFC 8259 7: "To escape an extended character that is not in the Basic Multilingual Plane, the character is
// represented as a 12-character sequence, encoding the UTF-16 surrogate pair."
void append_json_character(Buffer& out, char32_t number) {
  if (number < 0x1'0000) return append_utf16_unit(out, number);
  append_utf16_unit(out, 0xd800 + ((number - 0x1'0000) >> 10));
  append_utf16_unit(out, 0xdc00 + ((number - 0x1'0000) & 0x3ff));
}

// How many octets of `text` it has escaped.
std::size_t append_json_escape(Buffer& out, std::string_view text) {
  const auto octet = static_cast<unsigned char>(text[0]);
  if (octet < 0x80) {
    append_utf16_unit(out, octet);
    return 1;
  }
  const auto [code, size] = first_utf8_character(text);
  if (size == 0) {
    append_octet_to_log(out, "%", text[0]);
    return 1;
  }
  append_json_character(out, code);
  return size;
}

void append_json_string(Buffer& out, std::string_view text) {
  auto shown = text.substr(0, longest_log_text);
  out.push_back('"');
  while (!shown.empty()) {
    const auto end = std::ranges::find_if_not(shown, [](char octet) { return plain_in_json.contains(octet); });
    const auto size = static_cast<std::size_t>(end - shown.begin());
    append_to_log(out, shown.substr(0, size));
    shown.remove_prefix(size);
    if (!shown.empty()) shown.remove_prefix(append_json_escape(out, shown));
  }
  if (text.size() > longest_log_text) append_to_log(out, log_cut_mark);
  out.push_back('"');
}

bool is_nothing(const LogValue& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return std::holds_alternative<std::monostate>(value) || (text != nullptr && text->empty());
}

struct JsonValueWriter {
  void operator()(std::monostate) const {}
  void operator()(std::string_view text) const { append_json_string(out, text); }
  void operator()(std::uint64_t number) const { append_to_log(out, number); }
  void operator()(Duration taken) const { append_to_log(out, taken); }
  // JSON has neither dates nor times.
  void operator()(auto moment) const {
    out.push_back('"');
    append_to_log(out, moment);
    out.push_back('"');
  }

  Buffer& out;
};

}  // namespace

void JsonFormat::write(const AccessRecord& record, Buffer& out) const {
  std::string_view before = "\"";
  out.push_back('{');
  for (const LogField* field : fields_) {
    const LogValue value = field->value(record);
    if (is_nothing(value)) continue;
    append_to_log(out, before);
    append_to_log(out, field->name);
    append_to_log(out, "\":");
    std::visit(JsonValueWriter{out}, value);
    before = ",\"";
  }
  append_to_log(out, "}\n");
}

}  // namespace weft::server
