// RFC 8336 2: ORIGIN. Stream 0, from a server. Any number of
//
//   +-------------------------------+-------------------------------+
//   |         Origin-Len (16)       | ASCII-Origin?               ...
//   +-------------------------------+-------------------------------+
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

// The origins of a payload in their order; each is decoded when it is visited.
class OriginsView {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(const std::uint8_t* at) : at_(at) {}

    std::string_view operator*() const { return as_text({at_ + 2, load_be16(at_)}); }
    Iterator& operator++() {
      at_ += 2 + load_be16(at_);
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const std::uint8_t* at_ = nullptr;
  };

  OriginsView() = default;
  // `octets` are a whole number of entries.
  explicit OriginsView(Octets octets) : octets_(octets) {}

  Iterator begin() const { return Iterator(octets_.data()); }
  Iterator end() const { return Iterator(octets_.data() + octets_.size()); }
  bool empty() const { return octets_.empty(); }
  Octets octets() const { return octets_; }

 private:
  Octets octets_;
};

struct Origin {
  static constexpr Type type = Type::origin;

  OriginsView origins{};

  // nullopt where the frame is to be ignored; Reader then gives the frame as Unknown.
  static std::optional<Origin> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

void encode_origins(std::span<const std::string_view> origins, Buffer& out);

}  // namespace weft::frame
