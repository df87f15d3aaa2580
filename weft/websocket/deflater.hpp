// RFC 7692 7.2.1: messages that go compressed.
//
//   Deflater deflater(15, takeover);
//   deflater.put(piece, Deflater::Then::more, out);
//   deflater.put(piece, Deflater::Then::end, out);          // the last piece of a message, which is not empty
#pragma once

#include <cstdint>
#include <memory>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>

namespace weft::websocket {

class Deflater {
 public:
  enum class Then : bool { more, end };

  // 9 to 15.
  Deflater(std::uint8_t window_bits, bool takeover);
  ~Deflater();
  Deflater(Deflater&&) noexcept;
  Deflater& operator=(Deflater&&) noexcept;

  // Appends to `out` what is ready: perhaps nothing before the end.
  void put(Octets piece, Then then, Buffer& out);

 private:
  struct Stream;

  std::uint8_t window_bits_;
  bool takeover_;
  // Null while no memory is needed.
  std::unique_ptr<Stream> stream_;
};

}  // namespace weft::websocket
