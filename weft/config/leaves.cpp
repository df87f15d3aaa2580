#include <weft/config/leaves.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include <nlohmann/json.hpp>
#include <weft/base/numbers.hpp>
#include <weft/config/time_span.hpp>

namespace weft::config {

namespace {

using Kind = PlacedJson::Kind;

bool is_plain(const PlacedJson& value, Kind kind) {
  return value.kind == kind || value.kind == Kind::text;
}

std::string in_quotes(const PlacedJson& value) {
  return value.kind == Kind::text ? fmt::format("{}: ", json_string(value.text)) : std::string();
}

[[noreturn]] void refuse_time(const PlacedJson& value) {
  refuse(value, in_quotes(value) + "expected a time: \"00:02:00\" (hours, minutes, seconds) or \"120s\"");
}

}  // namespace

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string indented(const std::string& json) {
  return nlohmann::ordered_json::parse(json).dump(2) + '\n';
}

std::uint64_t whole_between(const PlacedJson& value, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, number);
  const bool is_whole = is_plain(value, Kind::number) && read.ec == std::errc() && read.ptr == end;
  if (is_whole && number >= least && number <= most) return number;
  refuse(value, fmt::format("{}expected a whole number, {} to {}", in_quotes(value), least, most));
}

std::string schema_of_whole(std::uint64_t least, std::uint64_t most) {
  return fmt::format(R"({{"type":["integer","string"],"minimum":{},"maximum":{},"pattern":"^[0-9]+$"}})", least, most);
}

std::string schema_of_words(const Names& words) {
  std::string list;
  for (const std::string_view word : words) list += fmt::format("{}{}", list.empty() ? "" : ",", json_string(word));
  return fmt::format(R"({{"type":"string","enum":[{}]}})", list);
}

std::size_t word_among(const PlacedJson& value, const Names& words) {
  const std::string expected = fmt::format("one of \"{}\"", fmt::join(words, "\", \""));
  const std::string& word = text_of(value, expected);
  const auto found = std::find_if(words.begin(), words.end(), [&](auto each) { return is_same_word(each, word); });
  if (found == words.end()) refuse(value, fmt::format("{}: expected {}", json_string(word), expected));
  return static_cast<std::size_t>(found - words.begin());
}

Form<std::string> text(std::string_view expected, std::string_view pattern) {
  const auto read = [expected](std::string& into, const PlacedJson& value, Places&) {
    into = text_of(value, expected);
  };
  const auto write = [](const std::string& from, const Writing&) { return json_string(from); };
  if (pattern.empty()) return {read, write, R"({"type":"string"})"};
  return {read, write, fmt::format(R"({{"type":"string","pattern":{}}})", json_string(pattern))};
}

Form<bool> boolean() {
  const auto read = [](bool& into, const PlacedJson& value, Places&) {
    into = is_same_word(value.text, "true");
    const bool is_either = into || is_same_word(value.text, "false");
    if (!is_either || !is_plain(value, Kind::boolean)) refuse(value, in_quotes(value) + "expected true or false");
  };
  const auto write = [](const bool& from, const Writing&) { return std::string(from ? "true" : "false"); };
  return {read, write, R"({"type":["boolean","string"],"pattern":"^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$"})"};
}

Form<Duration> time_or_zero() {
  const auto read = [](Duration& into, const PlacedJson& value, Places&) {
    const auto time = value.kind == Kind::text ? parse_time_span(value.text) : std::nullopt;
    if (!time) refuse_time(value);
    into = *time;
  };
  const auto write = [](const Duration& from, const Writing&) { return json_string(time_span(from)); };
  return {read, write, fmt::format(R"({{"type":"string","pattern":{}}})", json_string(time_span_pattern))};
}

Form<Duration> time() {
  Form<Duration> form = time_or_zero();
  form.read = [read = form.read](Duration& into, const PlacedJson& value, Places& places) {
    read(into, value, places);
    if (into == Duration::zero()) refuse_time(value);
  };
  return form;
}

Form<std::uint64_t> octets() {
  const auto read = [](std::uint64_t& into, const PlacedJson& value, Places&) {
    const bool is_whole = value.kind == Kind::number && value.text.find_first_not_of("0123456789") == value.text.npos;
    const auto octets = is_whole || value.kind == Kind::text ? parse_octets(value.text) : std::nullopt;
    if (!octets) refuse(value, in_quotes(value) + "expected octets: 500000, \"500k\", \"1.5M\" or \"2G\"");
    into = *octets;
  };
  const auto write = [](const std::uint64_t& from, const Writing&) { return std::to_string(from); };
  return {read, write, R"({"type":["integer","string"],"minimum":0,"pattern":"^[0-9]+(\\.[0-9]+)?[kKmMgG]?$"})"};
}

}  // namespace weft::config
