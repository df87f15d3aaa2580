#include <weft/server/log/w3c_format.hpp>

#include <algorithm>
#include <utility>

#include <weft/http/octet_set.hpp>

namespace weft::server {
namespace {

// Octets that stand for themselves: visible ASCII but the quotation mark, which begins a word for many readers.
constexpr http::OctetSet plain_in_w3c = http::OctetSet().with(0x21, 0x7e).without("\"");

void append_w3c_escape(Buffer& out, char octet) {
  if (octet == ' ') return out.push_back('+');
  append_octet_to_log(out, "%", octet);
}

struct W3cValueWriter {
  void operator()(std::monostate) const { out.push_back('-'); }
  void operator()(std::string_view text) const {
    if (text.empty()) return out.push_back('-');
    const auto shown = text.substr(0, longest_log_text);
    for (auto from = shown.begin(); from != shown.end();) {
      const auto to = std::find_if_not(from, shown.end(), [](char octet) { return plain_in_w3c.contains(octet); });
      append_to_log(out, std::string_view(from, to));
      if (to == shown.end()) break;
      append_w3c_escape(out, *to);
      from = to + 1;
    }
    if (shown.size() < text.size()) append_to_log(out, log_cut_mark);
  }
  void operator()(auto value) const { append_to_log(out, value); }

  Buffer& out;
};

}  // namespace

void W3cFormat::write_header(std::chrono::system_clock::time_point now, Buffer& out) const {
  append_to_log(out, "#Version: 1.0\n#Date: ");
  append_to_log(out, log_date(now));
  out.push_back(' ');
  append_to_log(out, log_time(now));
  append_to_log(out, "\n#Fields:");
  for (const LogField* field : fields_) {
    out.push_back(' ');
    append_to_log(out, field->name);
  }
  out.push_back('\n');
}

void W3cFormat::write(const AccessRecord& record, Buffer& out) const {
  bool first = true;
  for (const LogField* field : fields_) {
    if (!std::exchange(first, false)) out.push_back(' ');
    std::visit(W3cValueWriter{out}, field->value(record));
  }
  out.push_back('\n');
}

}  // namespace weft::server
