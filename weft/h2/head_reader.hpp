// RFC 9113 4.3 and 8: a field block becomes the head of a message, or the reason why it cannot.
//
//   const Reading reading = reader.read_request(block, is_first, guard, head);
//   reading.is_fatal()                               // the connection is lost for reading.reason
//   reading.is_violation()                           // the message is malformed, or exceeds a limit
//
//   auto decoded = reader.decode(octets, fields);    // of any other block: its reason is fatal
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/base/result.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/field_block.hpp>
#include <weft/h2/limits.hpp>
#include <weft/h2/message_rules.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/request_memory.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/http/field_name.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// The result of reading a block.
class Reading {
 public:
  static Reading in_order() { return {Kind::in_order, Reason::complete}; }
  static Reading violation(Reason reason) { return {Kind::violation, reason}; }
  static Reading fatal(Reason reason) { return {Kind::fatal, reason}; }

  bool is_in_order() const { return kind_ == Kind::in_order; }
  bool is_violation() const { return kind_ == Kind::violation; }
  bool is_fatal() const { return kind_ == Kind::fatal; }
  // Only where the block is not in order.
  Reason reason() const { return reason_; }

 private:
  enum class Kind : std::uint8_t { in_order, violation, fatal };

  Reading(Kind kind, Reason reason) : kind_(kind), reason_(reason) {}

  Kind kind_;
  Reason reason_;
};

// Whether all fields are there; fields beyond Limits::field_section are cut.
enum class Decoded : bool { cut, whole };

class HeadReader {
 public:
  explicit HeadReader(const Options& options)
      : options_(options), decoder_(http::intern_field_name, hpack::default_table_size, marks_of) {}

  // Where a request is not in order, `head` gets the part of its beginning that could be read. `is_first`: the first
  // request of a connection is not remembered.
  Reading read_request(const FieldBlock& block, bool is_first, Guard& guard, http::RequestHead& head);
  // Reads method, authority and path of a request that is not served, as they came.
  std::optional<Reason> read_beginning(const FieldBlock& block, http::RequestHead& head);

  Result<Decoded, Reason> decode(Octets block, http::Fields& fields);
  // RFC 9113 4.3: "An endpoint receiving HEADERS, PUSH_PROMISE, or CONTINUATION frames needs to reassemble field blocks
  // and perform decompression even if the frames are to be discarded."
  std::optional<Reason> discard(Octets block, http::Fields& scratch);

  // The peer has acknowledged this SETTINGS_HEADER_TABLE_SIZE.
  void set_max_table_size(std::size_t octets) { decoder_.set_max_table_size(octets); }
  const hpack::DynamicTable& decoder_table() const { return decoder_.table(); }
  // Octets of memory held, for a budget.
  std::size_t memory() const;

  // Writes the state of the compression: nothing else must survive while no block comes.
  void park(TightWriter& out) const { decoder_.park(out); }
  void unpark(TightReader& in) { decoder_.unpark(in); }

 private:
  hpack::DecodeOutcome outcome_of(Octets block, http::Fields& fields);
  bool recall(Octets block, http::RequestHead& head);
  void remember(const DecodedBlock& block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head,
                Guard& guard);

  const Options& options_;
  hpack::Decoder decoder_;
  std::unique_ptr<RequestMemory> request_memory_;
};

}  // namespace weft::h2
