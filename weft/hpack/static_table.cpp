#include <weft/hpack/static_table.hpp>

namespace weft::hpack::static_table {
namespace {

// Length and two letters tell nearly all names apart.
constexpr std::size_t slot_count = 256;
constexpr std::size_t slot_of(std::string_view name) {
  const auto first = static_cast<unsigned char>(name[name.size() / 2]);
  const auto last = static_cast<unsigned char>(name.back());
  return (name.size() * 37 + first * 5U + last * 11U) % slot_count;
}

// Open addressing; 0 is an empty slot.
constexpr auto slots = [] {
  std::array<std::uint8_t, slot_count> table{};
  for (const Field& entry : entries) {
    std::size_t slot = slot_of(entry.name);
    while (table[slot] != 0 && table[slot] != entry.token) slot = (slot + 1) % slot_count;
    table[slot] = static_cast<std::uint8_t>(entry.token);
  }
  return table;
}();

}  // namespace

NameToken token_of(std::string_view name) {
  if (name.empty()) return 0;
  for (std::size_t slot = slot_of(name); slots[slot] != 0; slot = (slot + 1) % slot_count) {
    if (same_text(at(slots[slot]).name, name)) return slots[slot];
  }
  return 0;
}

}  // namespace weft::hpack::static_table
