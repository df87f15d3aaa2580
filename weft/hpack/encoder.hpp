// RFC 7541: fields to header blocks.
//
//   hpack::Encoder encoder;
//   encoder.set_max_table_size(n);                       // the peer's SETTINGS_HEADER_TABLE_SIZE
//   encoder.begin(out);                                  // once per block: announces a changed table size
//   encoder.add(field, out); …                           // pseudo-fields first, as RFC 9113 8.3 wants
//
// Every block must be sent, in the order in which the blocks were made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <weft/base/buffer.hpp>
#include <weft/base/field.hpp>
#include <weft/hpack/dynamic_table.hpp>
#include <weft/hpack/encoder_index.hpp>
#include <weft/hpack/known_list.hpp>
#include <weft/hpack/policy.hpp>

namespace weft::hpack {

class Encoder {
 public:
  // The table is never larger than `own_limit`, whatever the peer allows.
  explicit Encoder(std::size_t own_limit = default_table_size) : own_limit_(own_limit) {
    set_max_table_size(default_table_size);
  }

  void set_max_table_size(std::size_t octets);

  void begin(Buffer& out);
  // A sensitive field is sent as never indexed (RFC 7541 6.2.3), and so are fields that policy.hpp calls secrets.
  void add(const Field& field, Buffer& out);

  // add() for a field whose value is a number.
  void add_number(NameToken token, std::string_view name, std::uint64_t number, Buffer& out);

  // add() for each field. A list that is the same as the last time costs only a comparison.
  void add_list(const Field& first, std::span<const Field> rest, Buffer& out);

  // begin(), and add() for each field.
  void encode(std::span<const Field> fields, Buffer& out);

  // park() writes the state that must survive, in few octets; unpark() reads it into a new encoder. Experience with
  // names is lost.
  void park(TightWriter& out) const;
  void unpark(TightReader& in);

  const DynamicTable& table() const { return table_; }
  // Octets that went in (names and values) and came out, since the beginning.
  std::uint64_t octets_in() const { return octets_in_; }
  std::uint64_t octets_out() const { return octets_out_; }

  // Octets of memory held, for a budget.
  std::size_t capacity() const {
    return table_.capacity() + index_.capacity() + policy_.capacity() + (last_list_ ? memory_of(*last_list_) : 0);
  }

 private:
  std::uint32_t known_index(const Field& field);
  // A function of its own, it leaves the registers to the usual case.
  [[gnu::noinline]] void add_unknown(const Field& field, Buffer& out);
  [[gnu::noinline]] void add_named(Field field, NameToken token, Buffer& out);
  void commit(const Field& field, std::ptrdiff_t written, Buffer& out);
  std::uint8_t* write(const Field& field, std::uint8_t* out);
  std::uint8_t* write_literal(std::uint8_t pattern, unsigned prefix, std::uint32_t name_index, const Field& field,
                              std::uint8_t* out);
  std::uint8_t* write_table_size(std::size_t octets, std::uint8_t* out);

  // RFC 9113 4.3.1: "the dynamic table size for the HPACK decoder and encoder at both endpoints starts at 4,096 bytes"
  DynamicTable table_{default_table_size};
  EncoderIndex index_;
  IndexingPolicy policy_;
  // Null until a list has left the table as it was: many connections send one response only.
  std::unique_ptr<KnownList> last_list_;
  std::size_t own_limit_;
  // The next block must announce these sizes where they differ from the table's: the final size, and the smallest one
  // set on the way to it.
  std::size_t wanted_size_ = default_table_size;
  std::size_t smallest_size_ = default_table_size;
  std::uint64_t octets_in_ = 0;
  std::uint64_t octets_out_ = 0;
};

}  // namespace weft::hpack
