// A field is a name and a value, as views of octets that its owner holds.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft {

// A small integer that stands for a well-known name, so that no layer compares text twice. 0: not a known name.
// The layer that knows the names gives the numbers; 1 to 61 are also the first index of that name in HPACK's static
// table.
using NameToken = std::uint16_t;

struct Field {
  std::string_view name;
  std::string_view value;
  NameToken token = 0;
  // Never kept in a compression context, at this hop or a later one.
  bool sensitive = false;
  // The results of checks of name and value, as bits; the layer that checks them gives the meanings.
  std::uint8_t marks = 0;

  friend bool operator==(const Field& a, const Field& b) { return a.name == b.name && a.value == b.value; }
};

}  // namespace weft
