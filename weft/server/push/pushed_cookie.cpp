#include <weft/server/push/pushed_cookie.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include <weft/http/field_name.hpp>
#include <weft/http/text.hpp>

namespace weft::server {
namespace {

constexpr std::string_view cookie_name = "weft-pushed=";
constexpr std::size_t digits_of_mark = 8;

// The text before the next `mark`, and `rest` behind that mark.
std::string_view take_until(char mark, std::string_view& rest) {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

// A cookie is the client's text: what is no mark is left out.
void read_marks(std::string_view value, std::vector<std::uint32_t>& marks) {
  while (!value.empty() && marks.size() < most_marks_of_cookie) {
    const auto text = take_until('.', value);
    std::uint32_t mark = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), mark, 16);
    if (text.size() == digits_of_mark && read.ec == std::errc() && read.ptr == text.data() + digits_of_mark)
      marks.push_back(mark);
  }
}

}  // namespace

std::uint32_t pushed_mark(std::string_view path) {
  std::uint32_t mark = 0x811c'9dc5;
  for (const char octet : path) mark = (mark ^ static_cast<unsigned char>(octet)) * 0x0100'0193;
  return mark;
}

std::vector<std::uint32_t> marks_of_cookie(const http::Fields& request) {
  std::vector<std::uint32_t> marks;
  if (!request.may_have(http::FieldName::cookie)) return marks;
  // RFC 9113 8.2.3: "the Cookie header field MAY be split into separate header fields".
  for (const Field& field : request) {
    if (field.token != http::token(http::FieldName::cookie)) continue;
    for (auto rest = field.value; !rest.empty();) {
      const auto cookie = http::trim(take_until(';', rest));
      if (cookie.starts_with(cookie_name)) read_marks(cookie.substr(cookie_name.size()), marks);
    }
  }
  return marks;
}

std::string set_pushed_cookie(const http::Fields& request, const std::vector<std::uint32_t>& pushed, bool is_secure) {
  auto marks = marks_of_cookie(request);
  for (const std::uint32_t mark : pushed) {
    if (std::ranges::find(marks, mark) == marks.end()) marks.push_back(mark);
  }
  if (marks.size() > most_marks_of_cookie) marks.erase(marks.begin(), marks.end() - most_marks_of_cookie);
  std::string text(cookie_name);
  for (const std::uint32_t mark : marks)
    text += fmt::format("{}{:08x}", text.size() == cookie_name.size() ? "" : ".", mark);
  return text + "; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax" + (is_secure ? "; Secure" : "");
}

}  // namespace weft::server
