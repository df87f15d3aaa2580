// The field with a number that was encoded last, and its octets: answers of the same length in a row are usual.
//
//   const std::size_t size = last.write(token, number, epoch, out);    // as before, into `room` octets
//   if (size == 0) …; last.keep(field, number, epoch, octets);         // another number
//
// An epoch is the state of the dynamic table, as in LastList.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <weft/base/bytes.hpp>
#include <weft/base/field.hpp>

namespace weft::hpack {

class LastNumber {
 public:
  // The largest size of a reference to one of the first 254 entries.
  static constexpr std::size_t room = 2;

  // Writes nothing and returns 0 if it is another number.
  std::size_t write(NameToken token, std::uint64_t number, std::uint32_t epoch, std::uint8_t* out) const {
    if (number != number_ || epoch != epoch_ || token != token_) return 0;
    std::memcpy(out, octets_.data(), room);
    return size_;
  }

  // Only a reference to a table means the same each time. Longer octets are not kept, so no literal is kept: a literal
  // has at least one octet each for its name, its length and its value.
  void keep(const Field& field, std::uint64_t number, std::uint32_t epoch, Octets octets) {
    if (octets.size() > room) return;
    std::memcpy(octets_.data(), octets.data(), octets.size());
    size_ = static_cast<std::uint8_t>(octets.size());
    text_size_ = static_cast<std::uint16_t>(field.name.size() + field.value.size());
    number_ = number;
    epoch_ = epoch;
    token_ = field.token;
  }

  // Octets of the field's name and value.
  std::size_t text_size() const { return text_size_; }

 private:
  std::uint64_t number_ = 0;
  std::uint32_t epoch_ = 0;
  NameToken token_ = 0;
  std::uint16_t text_size_ = 0;
  std::uint8_t size_ = 0;
  std::array<std::uint8_t, room> octets_{};
};

}  // namespace weft::hpack
