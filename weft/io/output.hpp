// An output takes lines: a file, a pipe, a terminal, a socket. Nobody waits in write(), so that a reader who has
// stopped reading stops nothing else.
//
//   const Output output = Output::file("access.log", Opening::may_wait);
//   output.write(octets);                             // how many were taken; 0: no room now; below 0: errno says why
//   output.await_room(patience);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::io {

// A named pipe without a reader: wait for one, or fail with ENXIO.
enum class Opening : std::uint8_t { may_wait, at_once };

class Output {
 public:
  // Opens a file to append, and makes it if it is not there. Not valid if it cannot be opened: errno says why.
  static Output file(const std::string& path, Opening opening);
  // Standard output or standard error, of which others may have copies. Not valid where it is closed.
  static Output standard(int number);

  bool valid() const { return descriptor_.valid(); }
  // To anything but a file, short lines are written whole, so that lines of others do not mix with them. A broken pipe
  // is an error like others, never a signal.
  std::ptrdiff_t write(Octets octets) const;
  // True when another write() is worth a try.
  bool await_room(Duration patience) const;
  bool is_same_as(const Output& other) const;

 private:
  enum class Kind : std::uint8_t { file, stream, socket };

  Output(Descriptor descriptor, bool waits);

  Descriptor descriptor_;
  Kind kind_ = Kind::file;
  // The open file description is shared with others, and its write() waits for room.
  bool waits_ = false;
};

// A line for the operator, to standard error. One that cannot be told at once is lost, and ends nothing.
void tell(std::string_view line);

}  // namespace weft::io
