// RFC 9110 14: which octets of a representation a Range field asks for.
//
//   const ByteRanges wanted = parse_range(value, size);
//   switch (wanted.outcome()) …   for (const ByteRange& range : wanted) …
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft::http {

// Both ends are included, as on the wire: first <= last < the size of the representation.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  std::uint64_t size() const { return last - first + 1; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

class ByteRanges {
 public:
  enum class Outcome : std::uint8_t {
    ignored,        // 200: not a field that we follow, or it asks for all of an empty representation
    unsatisfiable,  // 416
    satisfiable,    // 206 with the ranges listed
  };

  // Beyond the RFC: a request for more ranges than this gets the whole representation.
  static constexpr std::size_t most = 16;

  explicit ByteRanges(Outcome outcome) : outcome_(outcome) {}

  Outcome outcome() const { return outcome_; }
  // The ranges in the order of the request. Ranges that overlap or touch have become one: no octet is sent twice.
  const ByteRange* begin() const { return ranges_.data(); }
  const ByteRange* end() const { return ranges_.data() + size_; }
  std::size_t size() const { return size_; }

  // May be called at most `most` times. The outcome becomes satisfiable.
  void add(ByteRange range);

 private:
  Outcome outcome_;
  std::size_t size_ = 0;
  std::array<ByteRange, most> ranges_;
};

// `value` against a representation of `size` octets.
ByteRanges parse_range(std::string_view value, std::uint64_t size);

}  // namespace weft::http
