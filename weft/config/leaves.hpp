// Forms of single values, as the binder of .NET takes them: a number and a boolean may be written as a string too,
// words in any case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weft/base/time.hpp>
#include <weft/config/form.hpp>

namespace weft::config {

// A string of JSON.
std::string json_string(std::string_view text);
// JSON as people read it.
std::string indented(const std::string& json);

std::uint64_t whole_between(const PlacedJson& value, std::uint64_t least, std::uint64_t most);
std::string schema_of_whole(std::uint64_t least, std::uint64_t most);
std::string schema_of_words(const Names& words);
// The number of the word.
std::size_t word_among(const PlacedJson& value, const Names& words);

// `expected` is for messages: "a path". A `pattern`, a regular expression, is for the schema alone.
Form<std::string> text(std::string_view expected, std::string_view pattern = {});
Form<bool> boolean();
// "00:02:00", "1.00:00:00", "90s"; never zero.
Form<Duration> time();
Form<Duration> time_or_zero();
// "1M", "500k", 1000: octets, in steps of 1024. 0 is nothing.
Form<std::uint64_t> octets();

template <class T>
Form<T> whole(T least, T most) {
  return {[=](T& into, const PlacedJson& value, Places&) { into = static_cast<T>(whole_between(value, least, most)); },
          [](const T& from, const Writing&) { return std::to_string(from); }, schema_of_whole(least, most)};
}

template <class T>
Form<T> word(std::vector<std::pair<std::string_view, T>> words) {
  Names names;
  for (const auto& each : words) names.push_back(each.first);
  const auto read = [=](T& into, const PlacedJson& value, Places&) { into = words[word_among(value, names)].second; };
  const auto write = [=](const T& from, const Writing&) {
    for (const auto& [name, meant] : words) {
      if (meant == from) return json_string(name);
    }
    return std::string();
  };
  return {read, write, schema_of_words(names)};
}

// --- of others -------------------------------------------------------------------------------------------------------

template <class T>
Form<std::optional<T>> optional(Form<T> form) {
  return {[=](std::optional<T>& into, const PlacedJson& value, Places& places) {
            T item{};
            form.read(item, value, places);
            into = std::move(item);
          },
          [=](const std::optional<T>& from, const Writing& writing) {
            return from ? form.write(*from, writing) : std::string();
          },
          form.schema};
}

// null is what T() is.
template <class T>
Form<T> or_null(Form<T> form) {
  return {[=](T& into, const PlacedJson& value, Places& places) {
            if (value.kind != PlacedJson::Kind::nothing) form.read(into, value, places);
          },
          form.write, fmt::format(R"({{"anyOf":[{},{{"type":"null"}}]}})", form.schema)};
}

// Items are members by their numbers: "Items:0:Size".
template <class T>
Form<std::vector<T>> list(std::string what, Form<T> form) {
  const auto read = [=](std::vector<T>& into, const PlacedJson& value, Places& places) {
    if (value.kind != PlacedJson::Kind::list) refuse(value, "expected " + what);
    into.clear();
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const Places::Inside inside(places, std::to_string(i), value.items[i]);
      form.read(into.emplace_back(), value.items[i], places);
    }
  };
  const auto write = [=](const std::vector<T>& from, const Writing& writing) {
    std::string items;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (i != 0) items += ", ";
      items += form.write(from[i], writing.inside(std::to_string(i)));
    }
    return "[" + items + "]";
  };
  return {read, write, fmt::format(R"({{"type":"array","items":{}}})", form.schema)};
}

// An object of items by their names, in the order of the file. `name` is the member that has it.
template <class T>
Form<std::vector<T>> named(std::string what, std::string T::* name, Form<T> form) {
  const auto read = [=](std::vector<T>& into, const PlacedJson& object, Places& places) {
    check_object(object, what);
    for (std::size_t i = 0; i < object.items.size(); ++i) {
      for (const T& before : into) {
        if (is_same_word(before.*name, object.names[i])) refuse_twice(object, i);
      }
      const Places::Inside inside(places, object.names[i], object.items[i]);
      T item{};
      item.*name = object.names[i];
      form.read(item, object.items[i], places);
      into.push_back(std::move(item));
    }
  };
  const auto write = [=](const std::vector<T>& from, const Writing& writing) {
    std::vector<Written> lines;
    for (const T& item : from) {
      const Writing inside = writing.inside(item.*name);
      lines.push_back({item.*name, form.write(item, inside), inside});
    }
    return in_braces(lines, writing);
  };
  return {read, write, fmt::format(R"({{"type":"object","additionalProperties":{}}})", form.schema)};
}

}  // namespace weft::config
