// A response body that is written piece by piece.
//
//   auto body = c.stream("text/event-stream");
//   co_await body.write("data: 1\n\n");
//   body.trailer("x-checksum", sum);                    // any time before the end
//   body.end();                                         // or simply: the handler returns
//
// write() waits while 64 KiB are unsent, so that a slow peer holds its handler back. It throws
// std::system_error (std::errc::operation_canceled) when the peer or the connection has gone, for HEAD, and when it is
// cancelled, by within() for instance: then written() says how much of all it has taken, which is sent, and the stream
// can be written on. One coroutine writes at a time, and none after the handler has returned: std::logic_error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/http/fields.hpp>
#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::server {

// Between a handler that writes and an engine that pulls. It lives in the Context.
class StreamBuffer {
 public:
  // One response may hold this much unsent.
  static constexpr std::size_t capacity = 64 * 1024;
  // Memory that stays for the next request.
  static constexpr std::size_t most_kept = 4096;

  explicit StreamBuffer(io::Loop& loop) : room_(loop) {}

  // Gives the body that the exchange sends.
  std::unique_ptr<session::Body> begin(session::server::Exchange& exchange);
  io::Task<> write(Octets octets);
  std::size_t room() const { return state_.phase == Phase::open ? capacity - unsent_.size() : 0; }
  bool try_write(Octets octets);
  void trailer(std::string_view name, std::string_view value);
  void end();
  // Nobody reads any more: a coroutine that writes is told.
  void cancel();
  bool cancelled() const { return state_.phase == Phase::cancelled; }
  // More may be written.
  bool is_open() const { return state_.phase == Phase::open; }
  std::uint64_t written() const { return state_.written; }
  // The handler has returned.
  void leave();
  // Handlers that have had it.
  std::uint64_t uses() const { return uses_; }
  // Ready for the next request.
  void reset();

 private:
  class Pull;

  enum class Phase : std::uint8_t { unused, open, ended, cancelled };

  // One use: of one request, until reset().
  struct State {
    session::server::Exchange* exchange = nullptr;
    Phase phase = Phase::unused;
    // The engine was told that there is nothing now, and waits for body_ready().
    bool blocked = false;
    std::uint64_t written = 0;
  };

  http::Pulled pull(MutableOctets room);
  http::Pulled::State next_state() const;
  void unblock();

  State state_;
  Buffer unsent_;
  std::uint64_t uses_ = 0;
  http::Fields trailers_;
  io::Signal room_;
};

// A handler holds this; it is valid as long as its Context.
class ResponseStream {
 public:
  explicit ResponseStream(StreamBuffer& buffer) : buffer_(&buffer), use_(buffer.uses()) {}

  io::Task<> write(Octets octets) { return buffer().write(octets); }
  io::Task<> write(std::string_view text) { return buffer().write(as_octets(text)); }
  // Octets that write() takes now without waiting.
  std::size_t room() const { return buffer().room(); }
  // The same at once, or not at all: false where there is no room.
  bool try_write(Octets octets) { return buffer().try_write(octets); }
  // Octets that all write() together have taken so far.
  std::uint64_t written() const { return buffer().written(); }
  void trailer(std::string_view name, std::string_view value) { buffer().trailer(name, value); }
  void end() { buffer().end(); }

 private:
  StreamBuffer& buffer() const;

  StreamBuffer* buffer_;
  std::uint64_t use_;
};

}  // namespace weft::server
