#include <weft/http/fields.hpp>

#include <algorithm>

#include <weft/http/text.hpp>

namespace weft::http {

// A name as token and text, so that a comparison with a field is one of integers wherever the name is known.
struct Fields::Name {
  explicit Name(FieldName known) : token(http::token(known)) {}
  // RFC 9110 5.1: "Field names are case-insensitive".
  explicit Name(std::string_view any) : text(any), token(http::token(field_name_in_any_case(any))) {}

  bool operator==(const Field& field) const {
    return token != 0 ? field.token == token : equals_ignoring_case(field.name, text);
  }

  std::string_view text;
  NameToken token;
};

std::optional<std::string_view> Fields::find(const Name& name) const {
  for (const Field& field : *this) {
    if (name == field) return field.value;
  }
  return std::nullopt;
}

void Fields::add(std::string_view name, std::string_view value, Sensitive sensitive, std::uint8_t marks) {
  const FieldName known = field_name_in_any_case(name);
  if (known != FieldName::unknown) return add(known, value, sensitive, marks);
  add_view({arena_.store(name), arena_.store(value), 0, sensitive == Sensitive::yes, marks});
}

void Fields::add(FieldName name, std::string_view value, Sensitive sensitive, std::uint8_t marks) {
  add_view({to_string(name), arena_.store(value), token(name), sensitive == Sensitive::yes, marks});
}

void Fields::append(const Fields& other) {
  std::size_t octets = 0;
  for (const Field& field : other) octets += field.value.size() + (field.token == 0 ? field.name.size() : 0);
  arena_.reserve(octets);
  list_.reserve(list_.size() + other.size());
  for (Field field : other) {
    field.name = field.token == 0 ? arena_.store(field.name) : to_string(FieldName{field.token});
    field.value = arena_.store(field.value);
    add_view(field);
  }
}

void Fields::set(FieldName name, std::string_view value, std::uint8_t marks) {
  const std::string_view stored = arena_.store(value);
  if (!replace(Name(name), stored, marks)) add_view({to_string(name), stored, token(name), false, marks});
}

void Fields::set(std::string_view name, std::string_view value, std::uint8_t marks) {
  const FieldName known = field_name_in_any_case(name);
  if (known != FieldName::unknown) return set(known, value, marks);
  const std::string_view stored = arena_.store(value);
  if (!replace(Name(name), stored, marks)) add_view({arena_.store(name), stored, 0, false, marks});
}

// The first field of that name gets the value, the others are removed. False when there was none.
bool Fields::replace(const Name& name, std::string_view value, std::uint8_t marks) {
  const auto matches = [&name](const Field& field) { return name == field; };
  const auto found = std::find_if(first(), list_.end(), matches);
  if (found == list_.end()) return false;
  found->value = value;
  found->marks = marks;
  marks_ &= marks;
  list_.erase(std::remove_if(found + 1, list_.end(), matches), list_.end());
  return true;
}

std::size_t Fields::remove(const Name& name) {
  const auto gone = std::remove_if(first(), list_.end(), [&name](const Field& field) { return name == field; });
  const auto count = static_cast<std::size_t>(list_.end() - gone);
  list_.erase(gone, list_.end());
  return count;
}

std::size_t Fields::remove(FieldName name) {
  return may_have(name) ? remove(Name(name)) : 0;
}
std::size_t Fields::remove(std::string_view name) {
  return remove(Name(name));
}

std::optional<std::string_view> Fields::find(FieldName name) const {
  return may_have(name) ? find(Name(name)) : std::nullopt;
}
std::optional<std::string_view> Fields::find(std::string_view name) const {
  return find(Name(name));
}

std::size_t Fields::count(FieldName name) const {
  if (!may_have(name)) return 0;
  const Name wanted(name);
  return static_cast<std::size_t>(
      std::count_if(begin(), end(), [&wanted](const Field& field) { return wanted == field; }));
}

void Fields::settle(std::size_t hidden) {
  hidden_ = hidden;
  names_ = 0;
  for (const Field& field : *this) names_ |= bit_of(field.token);
}

void Fields::clear() {
  list_.clear();
  hidden_ = 0;
  names_ = 0;
  marks_ = every_mark;
  arena_.clear();
}

}  // namespace weft::http
