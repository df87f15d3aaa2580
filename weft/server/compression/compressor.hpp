// One content coding of RFC 9110 8.4.1, applied. Octets come in pieces of any size, and the result fills the room that
// there is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/base/bytes.hpp>
#include <weft/server/handlers/file_coding.hpp>

namespace weft::server {

class Compressor {
 public:
  // The octets that come after those that are given now.
  enum class Then : std::uint8_t {
    more,   // others, at once
    pause,  // others, later: a client must be able to read all that came so far
    end,    // nothing
  };
  struct Step {
    std::size_t taken = 0;
    std::size_t given = 0;
    // All was taken, and all that has to come out is out. Otherwise: again, with the rest and with new room.
    bool done = false;
  };

  // One thread has at most so many at a time, of 0.3 MiB (gzip) to 1.8 MiB (br): clients that open many streams and
  // read none cost no more memory than that.
  static constexpr unsigned most_at_a_time = 16;

  // Null where the thread has too many already. `coding` is not identity.
  static std::unique_ptr<Compressor> make(FileCoding coding);

  virtual ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  virtual Step compress(Octets in, MutableOctets out, Then then) = 0;

 protected:
  Compressor();
};

// RFC 1952
std::unique_ptr<Compressor> gzip_compressor();
// RFC 7932
std::unique_ptr<Compressor> brotli_compressor();
// RFC 8878
std::unique_ptr<Compressor> zstd_compressor();

}  // namespace weft::server
