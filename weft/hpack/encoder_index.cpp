#include <weft/hpack/encoder_index.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace weft::hpack {

std::optional<std::uint32_t> EncoderIndex::find_name(const DynamicTable& table, const FieldKey& key) const {
  if (table.count() == 0) return std::nullopt;
  std::uint32_t id = heads_[key.name_hash & (capacity_ - 1)];
  for (;;) {
    const std::uint32_t position = table.inserted() - 1 - id;
    if (position >= table.count()) return std::nullopt;
    const Node& node = nodes_[id & (capacity_ - 1)];
    if (node.name_hash == key.name_hash && table.holds_name(position, key.name, key.token)) return position;
    if (node.older_name == 0) return std::nullopt;
    id -= node.older_name;
  }
}

void EncoderIndex::inserted(const DynamicTable& table, const FieldKey& key) {
  if (table.count() > capacity_) grow(table);
  const std::uint32_t id = table.inserted() - 1;
  nodes_[id & (capacity_ - 1)] = {key.name_hash, key.pair_hash, 0, 0};
  link(table, id);
  meet(key.token, id);
}

void EncoderIndex::link(const DynamicTable& table, std::uint32_t id) {
  Node& node = nodes_[id & (capacity_ - 1)];
  std::uint32_t& name_head = heads_[node.name_hash & (capacity_ - 1)];
  std::uint32_t& pair_head = heads_[capacity_ + (node.pair_hash & (capacity_ - 1))];
  // A head may be the number of an entry that has left the table, and another entry may have its place now.
  node.older_name = id - name_head < table.count() ? id - name_head : 0;
  node.older_pair = id - pair_head < table.count() ? id - pair_head : 0;
  name_head = pair_head = id;
}

void EncoderIndex::grow(const DynamicTable& table) {
  constexpr std::uint32_t smallest = 8;
  const std::uint32_t former = capacity_;
  const std::unique_ptr<Node[]> nodes = std::move(nodes_);
  const std::uint32_t newest = table.inserted() - 1;
  const std::uint32_t oldest = table.inserted() - table.count();
  furnish(std::max(smallest, former * 2), newest);
  for (std::uint32_t id = oldest; id != newest; ++id) {
    nodes_[id & (capacity_ - 1)] = nodes[id & (former - 1)];
    link(table, id);
  }
}

void EncoderIndex::rebuild(const DynamicTable& table) {
  furnish(std::bit_ceil(table.count()), table.inserted() - 1);
  for (std::uint32_t position = table.count(); position-- > 0;) {
    const DynamicTable::Entry entry = table[position];
    const FieldKey key = key_of({.name = entry.name, .value = entry.value}, entry.token);
    const std::uint32_t id = table.inserted() - 1 - position;
    nodes_[id & (capacity_ - 1)] = {key.name_hash, key.pair_hash, 0, 0};
    link(table, id);
    meet(key.token, id);
  }
}

// Makes room for `capacity` entries, a power of two, and leaves the index empty.
void EncoderIndex::furnish(std::uint32_t capacity, std::uint32_t newest) {
  nodes_ = std::make_unique_for_overwrite<Node[]>(capacity);
  if (latest_ == nullptr) latest_ = std::make_unique<Latest>();
  heads_ = std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{capacity} * 2);
  capacity_ = capacity;
  // No entry has this number, nor will one have it soon; and if one has it, a look-up only fails after a comparison.
  std::fill_n(heads_.get(), std::size_t{capacity} * 2, newest - 0x8000'0000);
}

}  // namespace weft::hpack
