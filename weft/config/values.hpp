// Values of a JSON file as a program wants them. A value of another kind throws JsonError, which says what was
// expected.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/config/placed_json.hpp>

namespace weft::config {

using Names = std::vector<std::string_view>;

[[noreturn]] void refuse(const PlacedJson& value, const std::string& expected);

const std::string& text_of(const PlacedJson& value, std::string_view expected);
std::vector<std::string> texts_of(const PlacedJson& list);
bool boolean_of(const PlacedJson& value);
// Number: std::uint32_t or std::uint64_t.
template <class Number>
Number whole_of(const PlacedJson& value, Number least);
// Above zero.
Duration time_of(const PlacedJson& value);
std::string word_of(const PlacedJson& value, const Names& words);

// ASCII letters in any case.
bool is_same_word(std::string_view a, std::string_view b);

// An object that has no name twice.
void check_object(const PlacedJson& object, std::string_view what);
// The `i`th name of an object is none of these: says which one was probably meant.
[[noreturn]] void refuse_name(const PlacedJson& object, std::size_t i, const Names& names);

// The `i`th name of an object is there already.
[[noreturn]] void refuse_twice(const PlacedJson& object, std::size_t i);

// A key of an object, and how its value becomes a part of `Into`.
template <class Into>
struct Key {
  std::string_view name;
  void (*read)(Into& into, const PlacedJson& value);
};

// The one of `keys` that the `i`th name of an object means. `is_same` compares two names.
template <class Keys, class IsSame>
const auto& find_key(const PlacedJson& object, std::size_t i, const Keys& keys, IsSame is_same) {
  Names names;
  for (const auto& key : keys) {
    if (is_same(key.name, object.names[i])) return key;
    names.push_back(key.name);
  }
  refuse_name(object, i, names);
}

template <class Into>
void read_object(Into& into, const PlacedJson& object, const std::vector<Key<Into>>& keys, std::string_view what) {
  check_object(object, what);
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    find_key(object, i, keys, std::equal_to<std::string_view>()).read(into, object.items[i]);
  }
}

}  // namespace weft::config
