// A list of fields that is recognised without being encoded: see known.hpp. A service that answers with the same fields
// again and again pays only for a comparison.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/field.hpp>
#include <weft/hpack/known.hpp>

namespace weft::hpack {

struct FieldList {
  const Field& first;
  std::span<const Field> rest;
};

// A list without a secret in it that takes less time to compare than to encode again.
bool is_worth_keeping(const FieldList& list, Octets encoded);

// The names and values of a list that is worth keeping.
class WholeList {
 public:
  bool is(const FieldList& list) const;
  void assign(const FieldList& list);

  // Octets of all names and values of the list.
  std::size_t text_size() const { return text_size_; }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return items_.capacity() * sizeof(Item) + text_.capacity(); }

 private:
  struct Item {
    NameToken token;
    std::uint16_t name_size;
    std::uint16_t value_size;
  };

  bool is(const Item& item, const Field& field, const char*& text) const;
  void add(const Field& field);
  void add(std::string_view text) { text_.insert(text_.end(), text.begin(), text.end()); }

  std::vector<Item> items_;
  // Names that have no token, and values.
  std::vector<char> text_;
  std::size_t text_size_ = 0;
};

// The octets that a list became.
class EncodedList {
 public:
  Octets octets() const { return octets_; }
  void assign(Octets octets);
  std::size_t capacity() const { return octets_.capacity(); }

 private:
  std::vector<std::uint8_t> octets_;
};

using KnownList = Known<WholeList, EncodedList>;

inline std::size_t memory_of(const KnownList& list) {
  return sizeof list + list.key().capacity() + list.meaning().capacity();
}

}  // namespace weft::hpack
