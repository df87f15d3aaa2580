// RFC 7541: header blocks to fields.
//
//   hpack::Decoder decoder(interner, max_table_size, inspector);
//   decoder.set_max_table_size(n);                       // when the peer has acknowledged our SETTINGS
//   auto outcome = decoder.decode(block, limits, arena, fields);
//
// Every block must be given, whole and in the order in which the blocks came: the dynamic table depends on all of them.
// Names and values point into the arena or to literals; they do not depend on the decoder afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/base/bytes.hpp>
#include <weft/base/field.hpp>
#include <weft/hpack/decode_limits.hpp>
#include <weft/hpack/decode_status.hpp>
#include <weft/hpack/dynamic_table.hpp>

namespace weft::hpack {

struct DecodeOutcome {
  DecodeStatus status = DecodeStatus::ok;
  // All fields of the block, dropped ones included.
  std::size_t fields = 0;
  std::size_t octets = 0;
};

class Decoder {
 public:
  // Returns the number of a name that came as a literal; 0 for an unknown name. Called once per literal name.
  using Interner = NameToken (*)(std::string_view name);

  // Returns the marks of a field that came as a literal. The dynamic table keeps the marks, so each literal is
  // inspected once, however often later blocks refer to it. Fields of the static table have all marks.
  using Inspector = std::uint8_t (*)(const Field& field);

  explicit Decoder(Interner interner = nullptr, std::size_t max_table_size = default_table_size,
                   Inspector inspector = nullptr)
      : table_(max_table_size),
        interner_(interner),
        inspector_(inspector),
        max_table_size_(max_table_size),
        smallest_limit_(max_table_size) {}

  // RFC 7541 4.2: the limit for the peer's table, as acknowledged.
  void set_max_table_size(std::size_t octets);

  // Appends to `fields`. After any error the decoder must not be used again.
  DecodeOutcome decode(Octets block, const DecodeLimits& limits, Arena& arena, std::vector<Field>& fields);

  // park() writes the state that must survive, in few octets; unpark() reads it into a new decoder.
  void park(TightWriter& out) const;
  void unpark(TightReader& in);

  const DynamicTable& table() const { return table_; }
  // In the same epoch a block means the same: see known.hpp. A new limit begins another one, since the next block may
  // have to begin with a dynamic table size update (RFC 7541 4.2).
  std::uint32_t epoch() const { return table_.epoch() + limits_set_; }

 private:
  class BlockDecoder;

  DynamicTable table_;
  Interner interner_;
  Inspector inspector_;
  std::size_t max_table_size_;
  // The smallest limit acknowledged since the last block.
  std::size_t smallest_limit_;
  // Counts the calls of set_max_table_size().
  std::uint32_t limits_set_ = 0;
};

}  // namespace weft::hpack
