// The list of fields that was encoded last, and what it became: who says the same again and again, as a service that
// answers with the same fields does, pays for a comparison only.
//
//   if (const Octets known = last.find(first, rest, epoch); !known.empty()) …       // as before
//   last.keep(first, rest, epoch, octets);                                          // every field of it was in a table
//
// An epoch is the state of the dynamic table: what was encoded in another one means something else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/field.hpp>
#include <weft/base/patience.hpp>

namespace weft::hpack {

class LastList {
 public:
  // Empty if it is another one.
  Octets find(const Field& first, std::span<const Field> rest, std::uint32_t epoch);
  // Lists that are all different are not kept, but for one now and then.
  void keep(const Field& first, std::span<const Field> rest, std::uint32_t epoch, Octets octets);

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

  std::vector<Item> items_;
  // Names that have no token, values, and then what they became.
  std::string text_;
  std::size_t octets_at_ = 0;
  std::size_t text_size_ = 0;
  std::uint32_t epoch_ = 0;
  Patience patience_;
};

}  // namespace weft::hpack
