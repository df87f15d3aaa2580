#include <weft/config/values.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include <weft/base/nearest_name.hpp>
#include <weft/base/numbers.hpp>

namespace weft::config {

void refuse(const PlacedJson& value, const std::string& expected) {
  throw JsonError(value.offset, expected);
}

const std::string& text_of(const PlacedJson& value, std::string_view expected) {
  if (value.kind != PlacedJson::Kind::text) refuse(value, fmt::format("expected {}", expected));
  return value.text;
}

std::vector<std::string> texts_of(const PlacedJson& list) {
  if (list.kind != PlacedJson::Kind::list) refuse(list, "expected a list of strings");
  std::vector<std::string> texts;
  for (const PlacedJson& item : list.items) texts.push_back(text_of(item, "a string"));
  return texts;
}

bool boolean_of(const PlacedJson& value) {
  if (value.kind != PlacedJson::Kind::boolean) refuse(value, "expected true or false");
  return value.text == "true";
}

template <class Number>
Number whole_of(const PlacedJson& value, Number least) {
  Number number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, number);
  const bool is_whole = value.kind == PlacedJson::Kind::number && read.ec == std::errc() && read.ptr == end;
  if (!is_whole || number < least) refuse(value, fmt::format("expected a whole number, {} or more", least));
  return number;
}

template std::uint32_t whole_of(const PlacedJson& value, std::uint32_t least);
template std::uint64_t whole_of(const PlacedJson& value, std::uint64_t least);

Duration time_of(const PlacedJson& value) {
  const bool may_be_time = value.kind == PlacedJson::Kind::text || value.kind == PlacedJson::Kind::number;
  const auto time = may_be_time ? parse_time(value.text) : std::nullopt;
  if (!time || *time == Duration::zero()) refuse(value, "expected a time: \"500ms\", \"10s\", \"2m\"");
  return *time;
}

std::string word_of(const PlacedJson& value, const Names& words) {
  const std::string expected = fmt::format("one of \"{}\"", fmt::join(words, "\", \""));
  const std::string& word = text_of(value, expected);
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  refuse(value, fmt::format("\"{}\": expected {}", word, expected));
}

bool is_same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

void check_object(const PlacedJson& object, std::string_view what) {
  if (object.kind != PlacedJson::Kind::object) refuse(object, fmt::format("expected {}: an object", what));
  for (std::size_t i = 0; i < object.names.size(); ++i) {
    const auto name = object.names.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(object.names.begin(), name, *name) != name) refuse_twice(object, i);
  }
}

void refuse_twice(const PlacedJson& object, std::size_t i) {
  throw JsonError(object.name_offsets[i], fmt::format("\"{}\" is there twice", object.names[i]));
}

void refuse_name(const PlacedJson& object, std::size_t i, const Names& names) {
  const std::string& name = object.names[i];
  throw JsonError(object.name_offsets[i], fmt::format("\"{}\" is not known, did you mean \"{}\"? Expected: {}", name,
                                                      nearest_name(name, names), fmt::join(names, ", ")));
}

}  // namespace weft::config
