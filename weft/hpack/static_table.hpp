// RFC 7541 Appendix A: the table that both sides know.
//
//   static_table::at(8)                        // :status 200
//   static_table::token_of(":status")          // 8: the first index of that name, 0 where there is none
//   static_table::index_of(8, "404")           // 13: the index of name and value, 0 where there is none
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/octet_word.hpp>

namespace weft::hpack::static_table {

inline constexpr std::uint32_t size = 61;

// The fields of this table have all marks: their octets meet every rule.
inline constexpr std::uint8_t all_marks = 0xff;

// clang-format off
inline constexpr std::array<Field, size> entries = [] {
  std::array<Field, size> table = {{
    {":authority", "", 1},
    {":method", "GET", 2},
    {":method", "POST", 2},
    {":path", "/", 4},
    {":path", "/index.html", 4},
    {":scheme", "http", 6},
    {":scheme", "https", 6},
    {":status", "200", 8},
    {":status", "204", 8},
    {":status", "206", 8},
    {":status", "304", 8},
    {":status", "400", 8},
    {":status", "404", 8},
    {":status", "500", 8},
    {"accept-charset", "", 15},
    {"accept-encoding", "gzip, deflate", 16},
    {"accept-language", "", 17},
    {"accept-ranges", "", 18},
    {"accept", "", 19},
    {"access-control-allow-origin", "", 20},
    {"age", "", 21},
    {"allow", "", 22},
    {"authorization", "", 23},
    {"cache-control", "", 24},
    {"content-disposition", "", 25},
    {"content-encoding", "", 26},
    {"content-language", "", 27},
    {"content-length", "", 28},
    {"content-location", "", 29},
    {"content-range", "", 30},
    {"content-type", "", 31},
    {"cookie", "", 32},
    {"date", "", 33},
    {"etag", "", 34},
    {"expect", "", 35},
    {"expires", "", 36},
    {"from", "", 37},
    {"host", "", 38},
    {"if-match", "", 39},
    {"if-modified-since", "", 40},
    {"if-none-match", "", 41},
    {"if-range", "", 42},
    {"if-unmodified-since", "", 43},
    {"last-modified", "", 44},
    {"link", "", 45},
    {"location", "", 46},
    {"max-forwards", "", 47},
    {"proxy-authenticate", "", 48},
    {"proxy-authorization", "", 49},
    {"range", "", 50},
    {"referer", "", 51},
    {"refresh", "", 52},
    {"retry-after", "", 53},
    {"server", "", 54},
    {"set-cookie", "", 55},
    {"strict-transport-security", "", 56},
    {"transfer-encoding", "", 57},
    {"user-agent", "", 58},
    {"vary", "", 59},
    {"via", "", 60},
    {"www-authenticate", "", 61},
  }};
  for (Field& field : table) field.marks = all_marks;
  return table;
}();
// clang-format on

// `index` is 1 to 61.
constexpr const Field& at(std::uint32_t index) {
  return entries[index - 1];
}

inline constexpr std::size_t longest_name =
    std::ranges::max(entries, {}, [](const Field& field) { return field.name.size(); }).name.size();

// A token that is the first index of a name of this table.
constexpr bool is_static(NameToken token) {
  return token - 1U < size;
}

NameToken token_of(std::string_view name);

// One bit for the token of each of the five names that have values.
inline constexpr std::uint64_t tokens_with_values = [] {
  std::uint64_t tokens = 0;
  for (const Field& field : entries) tokens |= std::uint64_t{!field.value.empty()} << field.token;
  return tokens;
}();

constexpr bool has_values(NameToken token) {
  constexpr int last = std::bit_width(tokens_with_values) - 1;
  return token <= last && (tokens_with_values >> token & 1) != 0;
}

inline std::uint32_t index_of(NameToken token, std::string_view value) {
  if (!has_values(token)) return is_static(token) && value.empty() ? token : 0;
  // Entries of one name are neighbours.
  for (std::uint32_t index = token; at(index).token == token; ++index) {
    if (same_text(at(index).value, value)) return index;
  }
  return 0;
}

}  // namespace weft::hpack::static_table
