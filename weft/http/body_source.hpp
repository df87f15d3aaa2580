// A BodySource gives the octets of an outgoing body. Bodies are pulled: an engine asks for octets when the message has
// its turn to be sent, and they are written straight into the output buffer.
//
//   1. The application hands a BodySource to respond() or open().
//   2. The engine calls pull() with room; the source writes and returns how much it wrote.
//   3. After `blocked`, the application calls ready() on the engine once there is something again.
//   4. The source must live until it has said end, end_with_trailers or failed and produce() has returned, or until the
//      message was reset, released or reported Closed. A source that has given all octets of its content-length may be
//      asked once more, with room for an octet, whether that was the end.
#pragma once

#include <cstddef>

#include <weft/base/bytes.hpp>
#include <weft/http/fields.hpp>

namespace weft::http {

struct Pulled {
  enum class State {
    more,               // there is more to come, now
    blocked,            // nothing more now; ready() will be called
    end,                // the last octets were written
    end_with_trailers,  // the last octets were written; trailers() follow
    failed,             // the body cannot be completed: the message must not end cleanly
  };
  std::size_t size = 0;
  State state = State::more;
};

class BodySource {
 public:
  // Writes at most room.size() octets, which is never 0. Must not call back into the engine.
  virtual Pulled pull(MutableOctets room) = 0;

  // The engine reads the trailers once, right after end_with_trailers.
  virtual const Fields& trailers() const;

 protected:
  ~BodySource() = default;
};

}  // namespace weft::http
