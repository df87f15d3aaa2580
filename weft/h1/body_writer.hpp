// RFC 9112 6 and 7: an outgoing body, pulled from its source straight into the output.
//
//   writer.begin(source, framing, length);
//   writer.write(out, budget);             // while state() is ready; or write_at_most(out, allowed)
//   writer.ready();                        // after blocked
//
// A body that cannot have the length that its head declared fails, and then never looks complete to the peer.
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/framing.hpp>
#include <weft/http/body_source.hpp>

namespace weft::h1 {

class BodyWriter {
 public:
  enum class State : std::uint8_t { idle, ready, blocked, ended, failed };

  // `length` is that of Framing::Body::length.
  void begin(http::BodySource& source, Framing::Body framing, std::uint64_t length);
  // Writes about `budget` octets, framing included, and at least one piece.
  void write(Buffer& out, std::size_t budget);
  // Writes one piece of at most `most` octets of the body, framing not counted.
  void write_at_most(Buffer& out, std::size_t most) { write_piece(out, most); }
  // As many octets as the body still has, where that is known; at least one, which may be the end.
  std::uint64_t rest() const;
  void ready();
  // Ends the body: the source is not touched again.
  void abandon();

  State state() const { return state_; }
  // RFC 9112 6.3: the end of the connection is the end of the body.
  bool ends_by_close() const { return framing_ == Framing::Body::until_close; }
  // Why the body failed.
  Reason fault() const { return fault_; }

 private:
  std::size_t write_piece(Buffer& out, std::size_t most);
  std::size_t write_plain(Buffer& out, std::size_t most);
  std::size_t write_length(Buffer& out, std::size_t most);
  std::size_t write_chunk(Buffer& out, std::size_t most);
  void write_last_chunk(Buffer& out, http::Pulled::State end);
  void advance(http::Pulled::State state);
  void break_off(Reason reason);

  http::BodySource* source_ = nullptr;
  std::uint64_t left_ = 0;
  Framing::Body framing_ = Framing::Body::none;
  State state_ = State::idle;
  Reason fault_ = Reason::complete;
};

}  // namespace weft::h1
