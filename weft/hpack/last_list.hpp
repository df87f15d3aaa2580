// The list of fields that was encoded last, and its octets: a service that answers with the same fields again and again
// pays only for a comparison.
//
//   if (const Octets known = last.find(first, rest, epoch); !known.empty()) …       // as before
//   last.keep(first, rest, epoch, octets);                                          // every field of it was in a table
//
// An epoch is the state of the dynamic table: octets that were encoded in another epoch mean something else.
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
  // Empty if the list or the epoch is another one.
  Octets find(const Field& first, std::span<const Field> rest, std::uint32_t epoch);
  // While all lists are different, only one is kept now and then.
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
  // Names that have no token, values, and then the encoded octets.
  std::string text_;
  std::size_t octets_at_ = 0;
  std::size_t text_size_ = 0;
  std::uint32_t epoch_ = 0;
  Patience patience_;
};

}  // namespace weft::hpack
