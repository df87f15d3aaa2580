// Reads the header of a frame, however its octets are cut, and judges it by itself.
//
//   HeaderReader reader({.masked = true, .compression = false, .longest = 1 << 20});
//   const auto header = reader.take(octets);     // takes from the front; nullopt until it is whole
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/websocket/frame_header.hpp>
#include <weft/websocket/reason.hpp>

namespace weft::websocket {

struct HeaderRules {
  // The peer is a client.
  bool masked = true;
  // permessage-deflate was agreed on.
  bool compression = false;
  // Octets that a frame may have.
  std::uint64_t longest = 0;
};

class HeaderReader {
 public:
  explicit HeaderReader(const HeaderRules& rules) : rules_(rules) {}

  // After a reason nothing more can be read.
  Result<std::optional<FrameHeader>, Reason> take(Octets& octets);

 private:
  std::size_t length_octets() const;
  std::size_t wanted() const;
  std::optional<Reason> check_beginning() const;
  std::optional<Reason> check_length(std::uint64_t length) const;
  std::uint64_t length() const;
  FrameHeader header(std::uint64_t length) const;

  HeaderRules rules_;
  std::array<std::uint8_t, longest_header> text_{};
  std::size_t size_ = 0;
};

}  // namespace weft::websocket
