#include <weft/hpack/encoder_index.hpp>

#include <algorithm>
#include <cstring>

namespace weft::hpack {
namespace {

constexpr std::uint64_t odd_constant = 0xd6e8'feb8'6659'fd93;

std::uint64_t mix(std::uint64_t x) {
  x *= odd_constant;
  return x ^ x >> 32;
}

std::uint64_t load64(const char* p) {
  std::uint64_t x;
  std::memcpy(&x, p, 8);
  return x;
}

// Eight octets a step, the last eight overlapping. A peer that finds collisions makes its own fields dearer, by no more
// than the length of the table.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = mix(seed ^ text.size());
  const char* p = text.data();
  std::size_t left = text.size();
  if (left >= 8) {
    for (; left > 8; left -= 8, p += 8) hash = mix(hash ^ load64(p));
    return mix(mix(hash ^ load64(text.data() + text.size() - 8)));
  }
  std::uint64_t rest = 0;
  for (; left != 0; --left) rest = rest << 8 | static_cast<unsigned char>(*p++);
  return mix(mix(hash ^ rest));
}

}  // namespace

FieldKey key_of(const Field& field, NameToken token) {
  const std::uint64_t name_hash = token != 0 ? mix(mix(token)) : hash_of(field.name, 0);
  return {field.name, field.value, token, static_cast<std::uint32_t>(name_hash),
          static_cast<std::uint32_t>(hash_of(field.value, name_hash))};
}

std::optional<std::uint32_t> EncoderIndex::find(const DynamicTable& table, const FieldKey& key) const {
  if (table.count() == 0) return std::nullopt;
  std::uint32_t id = heads_[capacity_ + (key.pair_hash & (capacity_ - 1))];
  for (;;) {
    const std::uint32_t position = table.inserted() - 1 - id;
    if (position >= table.count()) return std::nullopt;
    const Node& node = nodes_[id & (capacity_ - 1)];
    if (node.pair_hash == key.pair_hash) {
      const auto entry = table[position];
      if (entry.token == key.token && entry.value == key.value && (key.token != 0 || entry.name == key.name))
        return position;
    }
    if (node.older_pair == 0) return std::nullopt;
    id -= node.older_pair;
  }
}

std::optional<std::uint32_t> EncoderIndex::find_name(const DynamicTable& table, const FieldKey& key) const {
  if (table.count() == 0) return std::nullopt;
  std::uint32_t id = heads_[key.name_hash & (capacity_ - 1)];
  for (;;) {
    const std::uint32_t position = table.inserted() - 1 - id;
    if (position >= table.count()) return std::nullopt;
    const Node& node = nodes_[id & (capacity_ - 1)];
    if (node.name_hash == key.name_hash) {
      const auto entry = table[position];
      if (entry.token == key.token && (key.token != 0 || entry.name == key.name)) return position;
    }
    if (node.older_name == 0) return std::nullopt;
    id -= node.older_name;
  }
}

void EncoderIndex::inserted(const DynamicTable& table, const FieldKey& key) {
  if (table.count() > capacity_) grow(table);
  const std::uint32_t id = table.inserted() - 1;
  nodes_[id & (capacity_ - 1)] = {key.name_hash, key.pair_hash, 0, 0};
  link(table, id);
}

void EncoderIndex::link(const DynamicTable& table, std::uint32_t id) {
  Node& node = nodes_[id & (capacity_ - 1)];
  std::uint32_t& name_head = heads_[node.name_hash & (capacity_ - 1)];
  std::uint32_t& pair_head = heads_[capacity_ + (node.pair_hash & (capacity_ - 1))];
  // A head may be the number of an entry that has left the table; its place may have been taken since.
  node.older_name = id - name_head < table.count() ? id - name_head : 0;
  node.older_pair = id - pair_head < table.count() ? id - pair_head : 0;
  name_head = pair_head = id;
}

void EncoderIndex::grow(const DynamicTable& table) {
  constexpr std::uint32_t smallest = 8;
  const std::uint32_t capacity = std::max(smallest, capacity_ * 2);
  auto nodes = std::make_unique_for_overwrite<Node[]>(capacity);
  const std::uint32_t newest = table.inserted() - 1;
  const std::uint32_t oldest = table.inserted() - table.count();
  for (std::uint32_t id = oldest; id != newest; ++id) nodes[id & (capacity - 1)] = nodes_[id & (capacity_ - 1)];
  nodes_ = std::move(nodes);
  heads_ = std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{capacity} * 2);
  capacity_ = capacity;
  // A number that no entry has, nor will have for long; and if one has, a look-up just compares it in vain.
  std::fill_n(heads_.get(), std::size_t{capacity} * 2, newest - 0x8000'0000);
  for (std::uint32_t id = oldest; id != newest; ++id) link(table, id);
}

}  // namespace weft::hpack
