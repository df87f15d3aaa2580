// RFC 9110 5: a list of fields in the order in which they came, and the text to which they point.
//
//   fields.add("x-name", "value");  fields.add(FieldName::etag, tag);  fields.set(FieldName::date, now);
//   if (auto type = fields.find(FieldName::content_type)) …
//   for (const Field& field : fields) …
//
// Names are stored as given and must be lower case; both engines make sure of that for fields that they receive. A
// search takes a name in any case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
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
  // Copies name and value. The name gets its token. `marks` are those of field_marks.hpp.
  void add(std::string_view name, std::string_view value, Sensitive sensitive = Sensitive::no, std::uint8_t marks = 0);
  void add(FieldName name, std::string_view value, Sensitive sensitive = Sensitive::no, std::uint8_t marks = 0);
  // The same, without a copy: the text must outlive the fields, and a known name comes with its token.
  void add_view(const Field& field) {
    list_.push_back(field);
    names_ |= bit_of(field.token);
    marks_ &= field.marks;
  }

  void add_view(FieldName name, std::string_view value) { add_view({to_string(name), value, token(name), false, 0}); }
  // Copies all fields of another list, with what is known of them, and takes no more memory than they need.
  void append(const Fields& other);

  // Replaces every field of that name by one.
  void set(FieldName name, std::string_view value, std::uint8_t marks = 0);
  void set(std::string_view name, std::string_view value, std::uint8_t marks = 0);
  std::size_t remove(FieldName name);
  std::size_t remove(std::string_view name);

  // The first value. A list field of RFC 9110 5.3 may have more: see count() and the loop.
  std::optional<std::string_view> find(FieldName name) const;
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(FieldName name) const;
  // False: there is no field of that name. A quick test before a search.
  bool may_have(FieldName name) const { return may_have(names({name})); }
  // The same for several names: false if there is no field of any of them.
  using Names = std::uint64_t;
  static constexpr Names names(std::initializer_list<FieldName> list) {
    Names all = 0;
    for (const FieldName name : list) all |= bit_of(token(name));
    return all;
  }
  bool may_have(Names names) const { return (names_ & names) != 0; }

  // True: every field has this mark of field_marks.hpp. A quick test before a look at each.
  bool all_have(std::uint8_t mark) const { return (marks_ & mark) != 0; }

  std::size_t size() const { return list_.size() - hidden_; }
  bool empty() const { return size() == 0; }
  auto begin() const { return list_.begin() + static_cast<std::ptrdiff_t>(hidden_); }
  auto end() const { return list_.end(); }
  std::span<const Field> all() const { return std::span(list_).subspan(hidden_); }

  // Keeps memory for the next use.
  void clear();

  // For a decoder that fills the list in place: texts go into the arena, fields into the list, and then settle()
  // removes the first `hidden` fields. These are only hidden: moving all others would cost as much as checking them.
  Arena& arena() { return arena_; }
  std::vector<Field>& list() {
    names_ = every_name;
    marks_ = 0;
    return list_;
  }
  void settle(std::size_t hidden = 0);

  // Octets of memory held, for a budget.
  std::size_t capacity() const { return arena_.capacity() + list_.capacity() * sizeof(Field); }

 private:
  static constexpr Names every_name = ~Names{0};
  static constexpr std::uint8_t every_mark = 0xff;
  static constexpr Names bit_of(NameToken token) { return Names{1} << token % 64; }

  struct Name;

  std::optional<std::string_view> find(const Name& name) const;
  bool replace(const Name& name, std::string_view value, std::uint8_t marks);
  std::size_t remove(const Name& name);
  std::vector<Field>::iterator first() { return list_.begin() + static_cast<std::ptrdiff_t>(hidden_); }

  std::vector<Field> list_;
  // The number of hidden fields at the front of list_.
  std::size_t hidden_ = 0;
  // A bit for each name that is, or was, in the list. Some names share a bit.
  Names names_ = 0;
  // The marks that all fields have that are, or were, in the list.
  std::uint8_t marks_ = every_mark;
  Arena arena_;
};

}  // namespace weft::http
