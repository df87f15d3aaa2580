// A set of octets as a table that is made while compiling.
//
//   constexpr OctetSet digit = OctetSet().with('0', '9');
//   if (digit.contains_all(text)) …
#pragma once

#include <array>
#include <string_view>

namespace weft::http {

class OctetSet {
 public:
  constexpr OctetSet with(std::string_view octets) const {
    OctetSet out = *this;
    for (const char octet : octets) out.table_[index(octet)] = true;
    return out;
  }
  // Adds all octets from `first` to `last`, both included.
  constexpr OctetSet with(unsigned char first, unsigned char last) const {
    OctetSet out = *this;
    for (unsigned octet = first; octet <= last; ++octet) out.table_[octet] = true;
    return out;
  }
  constexpr OctetSet without(std::string_view octets) const {
    OctetSet out = *this;
    for (const char octet : octets) out.table_[index(octet)] = false;
    return out;
  }
  constexpr OctetSet with_letters_and_digits() const { return with('0', '9').with('A', 'Z').with('a', 'z'); }

  constexpr bool contains(char octet) const { return table_[index(octet)]; }

  // No early exit: input is nearly always good, and a loop without a branch is faster.
  constexpr bool contains_all(std::string_view text) const {
    unsigned all = 1;
    for (const char octet : text) all &= static_cast<unsigned>(table_[index(octet)]);
    return all != 0;
  }

 private:
  static constexpr std::size_t index(char octet) { return static_cast<unsigned char>(octet); }

  std::array<bool, 256> table_{};
};

}  // namespace weft::http
