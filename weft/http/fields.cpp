#include <weft/http/fields.hpp>

#include <algorithm>

namespace weft::http {

namespace {

// A name in both shapes, so that comparing it with a field is one integer comparison wherever the name is known.
struct Name {
  explicit Name(FieldName known) : token(http::token(known)) {}
  explicit Name(std::string_view any) : text(any), token(intern_field_name(any)) {}

  bool operator==(const Field& field) const { return token != 0 ? field.token == token : field.name == text; }

  std::string_view text;
  NameToken token;
};

std::optional<std::string_view> find_first(std::span<const Field> list, const Name& name) {
  for (const Field& field : list) {
    if (name == field) return field.value;
  }
  return std::nullopt;
}

std::size_t remove_all(std::vector<Field>& list, const Name& name) {
  return std::erase_if(list, [&name](const Field& field) { return name == field; });
}

// The first field of that name takes the value, the others go. False when there was none.
bool replace(std::vector<Field>& list, const Name& name, std::string_view value) {
  const auto matches = [&name](const Field& field) { return name == field; };
  const auto first = std::find_if(list.begin(), list.end(), matches);
  if (first == list.end()) return false;
  first->value = value;
  list.erase(std::remove_if(first + 1, list.end(), matches), list.end());
  return true;
}

}  // namespace

void Fields::add(std::string_view name, std::string_view value, Sensitive sensitive) {
  const FieldName known = field_name_of(name);
  if (known != FieldName::unknown) return add(known, value, sensitive);
  list_.push_back({arena_.store(name), arena_.store(value), 0, sensitive == Sensitive::yes});
}

void Fields::add(FieldName name, std::string_view value, Sensitive sensitive) {
  list_.push_back({to_string(name), arena_.store(value), token(name), sensitive == Sensitive::yes});
}

void Fields::set(FieldName name, std::string_view value) {
  const std::string_view stored = arena_.store(value);
  if (!replace(list_, Name(name), stored)) add_view({to_string(name), stored, token(name)});
}

void Fields::set(std::string_view name, std::string_view value) {
  const FieldName known = field_name_of(name);
  if (known != FieldName::unknown) return set(known, value);
  const std::string_view stored = arena_.store(value);
  if (!replace(list_, Name(name), stored)) add_view({arena_.store(name), stored});
}

std::size_t Fields::remove(FieldName name) {
  return remove_all(list_, Name(name));
}
std::size_t Fields::remove(std::string_view name) {
  return remove_all(list_, Name(name));
}

std::optional<std::string_view> Fields::find(FieldName name) const {
  return find_first(list_, Name(name));
}
std::optional<std::string_view> Fields::find(std::string_view name) const {
  return find_first(list_, Name(name));
}

std::size_t Fields::count(FieldName name) const {
  const Name wanted(name);
  return static_cast<std::size_t>(
      std::count_if(list_.begin(), list_.end(), [&wanted](const Field& field) { return wanted == field; }));
}

void Fields::clear() {
  list_.clear();
  arena_.clear();
}

}  // namespace weft::http
