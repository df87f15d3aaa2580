// The index finds entries of a dynamic table by name and value, or by name alone. A look-up never allocates.
//
//   const FieldKey key = key_of(field, token);
//   position = index.find_latest(table, token, value);                 // as in table[position]; or `none`
//   if (auto position = index.find(table, key)) …
//   if (auto position = index.find_name(table, key)) …
//   if (table.insert(…)) index.inserted(table, key);
//
// Entries leave a table in the order in which they came, so a chain of equal hashes ends at the first entry that was
// evicted: eviction costs nothing here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include <weft/hpack/dynamic_table.hpp>
#include <weft/hpack/field_key.hpp>

namespace weft::hpack {

class EncoderIndex {
 public:
  // The entry that was met last under this token, if that entry has this value, or `none`. It usually has this value,
  // and no hash is needed.
  static constexpr std::uint32_t none = UINT32_MAX;
  std::uint32_t find_latest(const DynamicTable& table, NameToken token, std::string_view value) const {
    if (latest_ == nullptr) return none;
    const std::uint16_t id = (*latest_)[token % latest_->size()];
    const auto position = static_cast<std::uint16_t>(table.inserted() - 1 - id);
    return position < table.count() && table.holds_numbered(id, token, value) ? position : none;
  }

  // The entry that is found counts as met.
  std::optional<std::uint32_t> find(const DynamicTable& table, const FieldKey& key) {
    if (table.count() == 0) return std::nullopt;
    std::uint32_t id = heads_[capacity_ + (key.pair_hash & (capacity_ - 1))];
    for (;;) {
      const std::uint32_t position = table.inserted() - 1 - id;
      if (position >= table.count()) return std::nullopt;
      const Node& node = nodes_[id & (capacity_ - 1)];
      if (node.pair_hash == key.pair_hash && table.holds(position, key.name, key.value, key.token)) {
        meet(key.token, id);
        return position;
      }
      if (node.older_pair == 0) return std::nullopt;
      id -= node.older_pair;
    }
  }
  std::optional<std::uint32_t> find_name(const DynamicTable& table, const FieldKey& key) const;

  // After the newest entry of `table` was inserted under this key.
  void inserted(const DynamicTable& table, const FieldKey& key);

  // Whether the index has a place for each entry. A new index has none for the entries of an older table.
  bool covers(const DynamicTable& table) const { return table.count() <= capacity_; }
  void rebuild(const DynamicTable& table);

  // Octets of memory held, for a budget.
  std::size_t capacity() const {
    return capacity_ * (sizeof(Node) + 2 * sizeof(std::uint32_t)) + (latest_ == nullptr ? 0 : sizeof(Latest));
  }

 private:
  // A node says how far back the next older entry of the same chain is; 0: there is none.
  struct Node {
    std::uint32_t name_hash;
    std::uint32_t pair_hash;
    std::uint32_t older_name;
    std::uint32_t older_pair;
  };

  // For each token the low bits of an entry's number. If these bits belong to another entry by now, a look-up only
  // fails.
  using Latest = std::array<std::uint16_t, 64>;

  void meet(NameToken token, std::uint32_t id) { (*latest_)[token % latest_->size()] = static_cast<std::uint16_t>(id); }
  void grow(const DynamicTable& table);
  void furnish(std::uint32_t capacity, std::uint32_t newest);
  void link(const DynamicTable& table, std::uint32_t id);

  // nodes_ is a ring, indexed by the number of the entry; heads_ has the newest entry of each chain: names, then pairs.
  std::unique_ptr<Node[]> nodes_;
  std::unique_ptr<std::uint32_t[]> heads_;
  std::unique_ptr<Latest> latest_;
  std::uint32_t capacity_ = 0;  // a power of two
};

}  // namespace weft::hpack
