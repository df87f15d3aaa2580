// Helpers that the tests of flow control share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <weft/testkit/pair.hpp>

namespace weft::flow {

using namespace testkit;
using std::chrono::minutes;
using std::chrono::seconds;

// Octets that show their place: the period is a prime, so that no lost, doubled or swapped octet stays hidden.
class Pattern {
 public:
  Pattern() : octets_(2 * period) {
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < period; ++i) {
      state = state * 1'664'525 + 1'013'904'223;
      octets_[i] = octets_[i + period] = static_cast<std::uint8_t>(state >> 24);
    }
  }
  // Up to a period of them.
  Octets at(std::size_t place, std::size_t size) const {
    return Octets(octets_).subspan(place % period, std::min(size, period));
  }

  static constexpr std::size_t period = 65'537;

 private:
  std::vector<std::uint8_t> octets_;
};

inline const Pattern pattern;

// The given number of octets of the pattern.
class PatternBody final : public http::BodySource {
 public:
  explicit PatternBody(std::size_t size) : size_(size) {}

  std::size_t pulled() const { return pulled_; }

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), size_ - pulled_);
    if (size != 0) std::memcpy(room.data(), pattern.at(pulled_, size).data(), size);
    pulled_ += size;
    return {size, pulled_ == size_ ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  std::size_t size_;
  std::size_t pulled_ = 0;
};

// Checks that the octets that arrive are the pattern.
class PatternCheck {
 public:
  void take(Octets octets) {
    intact_ = intact_ && std::ranges::equal(octets, pattern.at(size_, octets.size()));
    size_ += octets.size();
  }
  std::size_t size() const { return size_; }
  bool intact() const { return intact_; }

 private:
  std::size_t size_ = 0;
  bool intact_ = true;
};

}  // namespace weft::flow
