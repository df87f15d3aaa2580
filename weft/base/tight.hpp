// Numbers and texts in as few octets as they need, for data that is kept for long and seldom read.
//
//   TightWriter writer;  writer.number(1500);  writer.text("name");        // writer.octets()
//   TightReader reader(octets);  reader.number();  reader.text();          // reads in the order of writing
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

class TightWriter {
 public:
  // Seven bits an octet, the lowest first; the eighth bit says that more octets follow.
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) octets_.push_back(static_cast<char>(value | 0x80));
    octets_.push_back(static_cast<char>(value));
  }
  void text(std::string_view text) {
    number(text.size());
    octets_.append(text);
  }

  std::string_view octets() const { return octets_; }

 private:
  std::string octets_;
};

class TightReader {
 public:
  // `octets` must come from a TightWriter: nothing is checked.
  explicit TightReader(const char* octets) : next_(octets) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto octet = static_cast<std::uint8_t>(*next_++);
      value |= std::uint64_t{octet & 0x7fu} << shift;
      if (octet < 0x80) return value;
    }
  }
  template <class T>
  T number_as() {
    return static_cast<T>(number());
  }
  // The text is valid as long as the octets.
  std::string_view text() {
    const auto size = number_as<std::size_t>();
    const std::string_view text(next_, size);
    next_ += size;
    return text;
  }

 private:
  const char* next_;
};

}  // namespace weft
