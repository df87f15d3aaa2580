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
#include <weft/hpack/dynamic_table.hpp>

namespace weft::hpack {

// Beyond a soft limit the decoder drops fields and goes on, so that the table stays right and the peer can be answered.
// Beyond a hard limit it stops, and the connection is lost.
struct DecodeLimits {
  std::size_t soft_fields = 256;
  std::size_t hard_fields = 1024;
  // Sums of name + value + 32.
  std::size_t soft_octets = 64 * 1024;
  std::size_t hard_octets = 256 * 1024;
};

enum class DecodeStatus : std::uint8_t {
  ok,
  over_soft_limit,  // the table is right, but the list is not whole
  over_hard_limit,
  // The rest are COMPRESSION_ERRORs of RFC 7541.
  bad_index,           // 2.3.3
  bad_integer,         // 5.1
  bad_huffman,         // 5.2
  bad_table_size,      // 4.2 and 6.3: above the limit, too many, or not at the start of a block
  missing_table_size,  // 4.2: our smaller limit was acknowledged, and the peer did not say that it shrank its table
  truncated,           // the block ends inside a field
};

struct DecodeOutcome {
  DecodeStatus status = DecodeStatus::ok;
  // All fields of the block, dropped ones included.
  std::size_t fields = 0;
  std::size_t octets = 0;
  // How many fields were literals, and where the first literal stands in the block.
  std::size_t literals = 0;
  std::size_t literal_at = 0;
  std::size_t literal_size = 0;
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
  // The next block must begin with a dynamic table size update (RFC 7541 4.2).
  bool expects_size_update() const { return smallest_limit_ < table_.max_size(); }

 private:
  class BlockDecoder;

  DynamicTable table_;
  Interner interner_;
  Inspector inspector_;
  std::size_t max_table_size_;
  // The smallest limit acknowledged since the last block.
  std::size_t smallest_limit_;
};

}  // namespace weft::hpack
