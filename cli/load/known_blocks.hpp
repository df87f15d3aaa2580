// The field blocks of responses that came lately, so that one that comes again need not be decoded.
//
// RFC 7541 2.2: what a block means depends on its octets and on the dynamic table. If both are the same, so is the
// meaning; a block that changes the table is therefore not kept.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include <weft/base/bytes.hpp>

namespace weft::cli::load {

struct ResponseSummary {
  std::uint16_t status = 0;
  std::uint32_t fields = 0;  // octets of names and values
  // RFC 9110 8.6; `no_length` without the field.
  std::int64_t content_length = no_length;

  static constexpr std::int64_t no_length = -1;
  // The field is no number, or came with another one.
  static constexpr std::int64_t bad_length = -2;
};

class KnownBlocks {
 public:
  // `inserted` counts the insertions into the decoder's table. Null for a block that is not known.
  const ResponseSummary* find(Octets block, std::uint32_t inserted) const {
    if (block.empty() || block.size() > longest) return nullptr;
    const Entry& entry = entries_[place_of(block)];
    if (entry.inserted != inserted || entry.size != block.size()) return nullptr;
    return std::memcmp(entry.octets.data(), block.data(), block.size()) == 0 ? &entry.summary : nullptr;
  }

  // The block has been decoded, and `before` and `after` are the insertions before and after it.
  void keep(Octets block, std::uint32_t before, std::uint32_t after, const ResponseSummary& summary) {
    // A block that begins with a new table size changes the table, too (RFC 7541 6.3).
    if (block.empty() || block.size() > longest || before != after || (block[0] & 0xe0) == 0x20) return;
    Entry& entry = entries_[place_of(block)];
    entry.inserted = after;
    entry.size = static_cast<std::uint8_t>(block.size());
    entry.summary = summary;
    std::memcpy(entry.octets.data(), block.data(), block.size());
  }

 private:
  static constexpr std::size_t longest = 112;

  struct Entry {
    ResponseSummary summary;
    std::uint32_t inserted = 0;
    std::uint8_t size = 0;
    std::array<std::uint8_t, longest> octets;
  };

  // The ends of blocks differ most: a length, an etag.
  static std::size_t place_of(Octets block) {
    const std::size_t size = block.size();
    return (size + 3U * block[size - 1] + 7U * block[size / 2]) % std::tuple_size_v<decltype(entries_)>;
  }

  std::array<Entry, 16> entries_{};
};

}  // namespace weft::cli::load
