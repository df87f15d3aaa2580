// RFC 7692 7.2.2: messages that come compressed.
//
//   Inflater inflater(15, takeover);
//   if (const auto reason = inflater.take(piece, text, most)) …     // the pieces of a message, in order
//   if (const auto reason = inflater.end(text, most)) …             // the message has ended
//
// No message becomes longer than `most`, but for a small rest: a few octets that stand for gigabytes cost no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <weft/base/bytes.hpp>
#include <weft/websocket/reason.hpp>

namespace weft::websocket {

class Inflater {
 public:
  Inflater(std::uint8_t window_bits, bool takeover);
  ~Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;

  // Appends to `out`.
  std::optional<Reason> take(Octets piece, std::string& out, std::size_t most);
  std::optional<Reason> end(std::string& out, std::size_t most);
  // Octets of memory that it holds at this moment, about.
  std::size_t memory() const { return stream_ == nullptr ? 0 : (std::size_t{1} << window_bits_) + zlib_state; }

 private:
  // The memory of zlib beside the window.
  static constexpr std::size_t zlib_state = 8 * 1024;

  struct Stream;

  std::uint8_t window_bits_;
  bool takeover_;
  // Null while no memory is needed.
  std::unique_ptr<Stream> stream_;
};

}  // namespace weft::websocket
