// JSON that remembers where each value begins, so that a message about it can say line and column. Beyond the RFC
// (8259): it may have comments, from // to the end of the line and from /* to */, and a comma behind the last item.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weft::config {

struct PlacedJson {
  enum class Kind : std::uint8_t { nothing, boolean, number, text, list, object };

  Kind kind = Kind::nothing;
  std::size_t offset = 0;
  // A text itself; a number and a boolean as JSON writes them.
  std::string text = {};
  std::vector<PlacedJson> items = {};   // of a list or an object
  std::vector<std::string> names = {};  // of an object, beside its items
  std::vector<std::size_t> name_offsets = {};
};

// Says what is wrong with a text, and where.
struct JsonError : std::runtime_error {
  JsonError(std::size_t at, const std::string& what) : std::runtime_error(what), offset(at) {}
  std::size_t offset;
};

// Throws JsonError.
PlacedJson parse_placed(const std::string& text);

}  // namespace weft::config
