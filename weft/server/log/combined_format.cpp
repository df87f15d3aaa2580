#include <weft/server/log/combined_format.hpp>

#include <algorithm>
#include <array>

#include <weft/http/octet_set.hpp>
#include <weft/server/log/log_value.hpp>

namespace weft::server {
namespace {

constexpr http::OctetSet plain_in_word = http::OctetSet().with(0x21, 0x7e).without("\"\\");
constexpr http::OctetSet plain_in_quotes = plain_in_word.with(0x20, 0x20);
constexpr std::uint64_t status_of_no_response = 499;

void append_combined_escaped(Buffer& out, std::string_view text, const http::OctetSet& plain) {
  auto shown = text.substr(0, longest_log_text);
  while (!shown.empty()) {
    const auto end = std::ranges::find_if_not(shown, [&](char octet) { return plain.contains(octet); });
    const auto size = static_cast<std::size_t>(end - shown.begin());
    append_to_log(out, shown.substr(0, size));
    shown.remove_prefix(size);
    if (shown.empty()) break;
    append_octet_to_log(out, "\\x", shown.front());
    shown.remove_prefix(1);
  }
  if (text.size() > longest_log_text) append_to_log(out, log_cut_mark);
}

void append_combined_word(Buffer& out, std::string_view text) {
  if (text.empty()) return out.push_back('-');
  append_combined_escaped(out, text, plain_in_word);
}

void append_combined_quoted(Buffer& out, std::string_view text) {
  out.push_back('"');
  append_combined_escaped(out, text.empty() ? "-" : text, plain_in_quotes);
  out.push_back('"');
}

// "06/Nov/1994:08:49:37 +0000"
void append_combined_moment(Buffer& out, std::chrono::system_clock::time_point time) {
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(log_date(time).day);
  append_padded_to_log(out, static_cast<unsigned>(date.day()), 2);
  out.push_back('/');
  append_to_log(out, months[static_cast<unsigned>(date.month()) - 1]);
  out.push_back('/');
  append_padded_to_log(out, static_cast<std::uint64_t>(std::max(0, static_cast<int>(date.year()))), 4);
  out.push_back(':');
  append_to_log(out, log_time(time));
  append_to_log(out, " +0000");
}

// Three words, or a dash for what never became a request.
void append_combined_request(Buffer& out, const AccessRecord& record) {
  if (record.method.empty()) return append_to_log(out, "\"-\"");
  out.push_back('"');
  append_combined_word(out, record.method);
  out.push_back(' ');
  append_combined_word(out, record.stem);
  if (!record.query.empty()) {
    out.push_back('?');
    append_combined_word(out, record.query);
  }
  out.push_back(' ');
  append_combined_word(out, record.version);
  // As readers know it.
  if (record.version == "HTTP/2") append_to_log(out, ".0");
  out.push_back('"');
}

}  // namespace

void CombinedFormat::write(const AccessRecord& record, Buffer& out) const {
  append_combined_word(out, record.client);
  append_to_log(out, " - ");
  append_combined_word(out, record.user);
  append_to_log(out, " [");
  append_combined_moment(out, record.received);
  append_to_log(out, "] ");
  append_combined_request(out, record);
  out.push_back(' ');
  append_padded_to_log(out, record.status == 0 ? status_of_no_response : record.status, 3);
  out.push_back(' ');
  append_to_log(out, record.octets_sent);
  out.push_back(' ');
  append_combined_quoted(out, record.referer);
  out.push_back(' ');
  append_combined_quoted(out, record.user_agent);
  out.push_back('\n');
}

}  // namespace weft::server
