// Blocks that are recognised without being decoded: see known.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/hpack/known.hpp>
#include <weft/hpack/literal.hpp>

namespace weft::hpack {

// A block, octet by octet. A block has at least one octet, so a new key is none.
class WholeBlock {
 public:
  bool is(Octets block) const { return !block.empty() && std::equal(block.begin(), block.end(), begin(), end()); }
  void assign(Octets block) { octets_.assign(block.begin(), block.end()); }

 private:
  const std::uint8_t* begin() const { return octets_.data(); }
  const std::uint8_t* end() const { return octets_.data() + octets_.size(); }

  std::vector<std::uint8_t> octets_;
};

// A block that is asked for, and its path, which BlockButPath::is() finds.
struct BlockAndPath {
  Octets block;
  std::optional<StringLiteral> path{};
};

// A block whose path may be another one, where it is a literal that no table takes (RFC 7541 6.2.2).
class BlockButPath {
 public:
  bool is(BlockAndPath& asked) const;
  void assign(Octets block);

  // Whether blocks with another path are recognised, too.
  bool has_any_path() const { return any_path_; }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return before_.capacity() + behind_.capacity(); }

 private:
  // The octets in front of the path's value and behind it; or all octets, and none.
  std::vector<std::uint8_t> before_;
  std::vector<std::uint8_t> behind_;
  bool any_path_ = false;
};

// The latest few blocks.
template <class Meaning>
class KnownBlocks {
 public:
  const Meaning* find(Octets block, std::uint32_t epoch) {
    return block.empty() ? nullptr : places_[place_of(block)].find(block, epoch);
  }
  // The block has just been decoded, and was not known: see Known::wants().
  void keep(Octets block, std::uint32_t before, std::uint32_t epoch, const Meaning& meaning) {
    constexpr std::size_t longest = 256;
    if (block.empty() || block.size() > longest) return;
    auto& place = places_[place_of(block)];
    if (place.wants(before, epoch)) place.keep(block, epoch) = meaning;
  }

 private:
  // The ends of blocks differ most: a length, an etag.
  static std::size_t place_of(Octets block) {
    const std::size_t size = block.size();
    return (size + 3U * block[size - 1] + 7U * block[size / 2]) % std::tuple_size_v<decltype(places_)>;
  }

  std::array<Known<WholeBlock, Meaning>, 16> places_;
};

inline bool BlockButPath::is(BlockAndPath& asked) const {
  const Octets block = asked.block;
  const std::size_t around = before_.size() + behind_.size();
  if (block.size() < around || !std::equal(before_.begin(), before_.end(), block.begin()) ||
      !std::equal(behind_.begin(), behind_.end(), block.end() - static_cast<std::ptrdiff_t>(behind_.size()))) {
    return false;
  }
  const Octets between = block.subspan(before_.size(), block.size() - around);
  if (!any_path_) return between.empty();
  const std::uint8_t* p = between.data();
  const std::uint8_t* const end = p + between.size();
  return read_string(p, end, asked.path.emplace()) == DecodeStatus::ok && p == end;
}

}  // namespace weft::hpack
