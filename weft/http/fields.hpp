// RFC 9110 5: a list of fields in the order they came, and the text they point to.
//
//   fields.add("x-name", "value");  fields.add(FieldName::etag, tag);  fields.set(FieldName::date, now);
//   if (auto type = fields.find(FieldName::content_type)) …
//   for (const Field& field : fields) …
//
// Names are stored as given and must be lower case; both engines see to that for what they receive.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/base/field.hpp>
#include <weft/http/field_name.hpp>

namespace weft::http {

enum class Sensitive : bool { no, yes };

class Fields {
 public:
  // Copies name and value. The name gets its token.
  void add(std::string_view name, std::string_view value, Sensitive sensitive = Sensitive::no);
  void add(FieldName name, std::string_view value, Sensitive sensitive = Sensitive::no);
  // The same, without a copy: the text must outlive the fields, and a known name comes with its token.
  void add_view(const Field& field) { list_.push_back(field); }

  // Replaces every field of that name by one.
  void set(FieldName name, std::string_view value);
  void set(std::string_view name, std::string_view value);
  std::size_t remove(FieldName name);
  std::size_t remove(std::string_view name);

  // The first value. RFC 9110 5.3 list fields may have more: see count() and the loop.
  std::optional<std::string_view> find(FieldName name) const;
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(FieldName name) const;

  std::size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  std::span<const Field> all() const { return list_; }

  // Keeps memory for the next use.
  void clear();

  // For a decoder that fills the list in place: texts into the arena, fields into the list.
  Arena& arena() { return arena_; }
  std::vector<Field>& list() { return list_; }

  // Octets of memory held, for a budget.
  std::size_t capacity() const { return arena_.capacity() + list_.capacity() * sizeof(Field); }

 private:
  std::vector<Field> list_;
  Arena arena_;
};

}  // namespace weft::http
