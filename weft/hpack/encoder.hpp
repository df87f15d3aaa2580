// RFC 7541: fields to header blocks.
//
//   hpack::Encoder encoder;
//   encoder.set_max_table_size(n);                       // the peer's SETTINGS_HEADER_TABLE_SIZE
//   encoder.begin(out);                                  // once per block: announces a changed table size
//   encoder.add(field, out); …                           // pseudo-fields first, as RFC 9113 8.3 wants
//
// Blocks must be sent in the order they were made, and every one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <weft/base/buffer.hpp>
#include <weft/base/field.hpp>
#include <weft/hpack/dynamic_table.hpp>

namespace weft::hpack {

class Encoder {
 public:
  // `own_limit`: the table is never larger, whatever the peer allows.
  explicit Encoder(std::size_t own_limit = 4096);

  void set_max_table_size(std::size_t octets);

  void begin(Buffer& out);
  // A sensitive field is sent as never indexed (RFC 7541 6.2.3), and so are those that policy.hpp calls secrets.
  void add(const Field& field, Buffer& out);

  // begin() and add() of each.
  void encode(std::span<const Field> fields, Buffer& out);

  const DynamicTable& table() const { return table_; }
  // Octets that went in (names and values) and came out, since the beginning.
  std::uint64_t octets_in() const { return octets_in_; }
  std::uint64_t octets_out() const { return octets_out_; }

 private:
  DynamicTable table_;
  std::size_t own_limit_;
  std::uint64_t octets_in_ = 0;
  std::uint64_t octets_out_ = 0;
};

}  // namespace weft::hpack
