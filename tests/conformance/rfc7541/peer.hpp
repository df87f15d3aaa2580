// A decoder with its limits and arena, and an encoder whose output can be read as hex.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

#include "octets.hpp"
#include "stories.hpp"

namespace weft::hpack::test {

struct Decoding {
  Decoder decoder;
  DecodeLimits limits{};
  Arena arena{};
  std::vector<Field> fields{};
  DecodeOutcome outcome{};

  DecodeStatus operator()(std::string_view hex) { return octets(from_hex(hex)); }
  DecodeStatus octets(std::string_view block) {
    fields.clear();
    arena.clear();
    outcome = decoder.decode(as_octets(block), limits, arena, fields);
    return outcome.status;
  }
};

// The status of a fresh decoder for a block.
inline DecodeStatus status_of(std::string_view hex) {
  return Decoding{Decoder()}(hex);
}

struct Encoding {
  Encoder encoder;

  std::string operator()(const std::vector<Field>& fields) {
    Buffer out;
    encoder.encode(fields, out);
    return text_of(out);
  }
};

}  // namespace weft::hpack::test
