#include <weft/hpack/known_list.hpp>

#include <algorithm>

#include <weft/base/octet_word.hpp>
#include <weft/hpack/policy.hpp>

namespace weft::hpack {

namespace {

// A list beyond one of these limits costs as much to compare as to encode.
constexpr std::size_t longest = 16;
constexpr std::size_t largest_text = 1024;

bool has_secret(const Field& field) {
  return field.sensitive || is_secret(field.token, field.value);
}

std::size_t size_of(const Field& field) {
  return field.name.size() + field.value.size();
}

std::size_t size_of(const FieldList& list) {
  std::size_t size = size_of(list.first);
  for (const Field& field : list.rest) size += size_of(field);
  return size;
}

// Memory grows in large steps, so that values of other lengths do not allocate again.
constexpr std::size_t in_steps(std::size_t size) {
  constexpr std::size_t step = 128;
  return (size + step - 1) / step * step;
}

}  // namespace

bool is_worth_keeping(const FieldList& list, Octets encoded) {
  if (list.rest.size() >= longest || size_of(list) + encoded.size() > largest_text || has_secret(list.first))
    return false;
  return std::none_of(list.rest.begin(), list.rest.end(), has_secret);
}

bool WholeList::is(const FieldList& list) const {
  if (items_.size() != list.rest.size() + 1) return false;
  const char* text = text_.data();
  const Item* item = items_.data();
  if (!is(*item, list.first, text)) return false;
  for (const Field& field : list.rest) {
    if (!is(*++item, field, text)) return false;
  }
  return true;
}

bool WholeList::is(const Item& item, const Field& field, const char*& text) const {
  if (item.token != field.token || item.value_size != field.value.size() || field.sensitive) return false;
  if (item.token == 0) {
    if (!same_text({text, item.name_size}, field.name)) return false;
    text += item.name_size;
  }
  const std::string_view value(text, item.value_size);
  text += item.value_size;
  return same_text(value, field.value);
}

void WholeList::assign(const FieldList& list) {
  text_size_ = size_of(list);
  items_.clear();
  text_.clear();
  items_.reserve(longest);
  text_.reserve(in_steps(text_size_));
  add(list.first);
  for (const Field& field : list.rest) add(field);
}

void WholeList::add(const Field& field) {
  const auto name_size = field.token == 0 ? static_cast<std::uint16_t>(field.name.size()) : std::uint16_t{0};
  items_.push_back({field.token, name_size, static_cast<std::uint16_t>(field.value.size())});
  if (field.token == 0) add(field.name);
  add(field.value);
}

void EncodedList::assign(Octets octets) {
  octets_.reserve(in_steps(octets.size()));
  octets_.assign(octets.begin(), octets.end());
}

}  // namespace weft::hpack
