// A response body that is written piece by piece.
//
//   auto body = c.stream("text/event-stream");
//   co_await body.write("data: 1\n\n");
//   body.trailer("x-checksum", sum);                    // any time before the end
//   body.end();                                         // or simply: the handler returns
//
// write() waits while 64 KiB are unsent, so that a slow peer holds its handler back. It throws
// asio::system_error(operation_aborted) when the peer or the connection has gone.
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
#include <weft/session/exchange.hpp>

namespace weft::server {

// The state between a handler that writes and an engine that pulls. It lives in the Context.
class Outgoing {
 public:
  // What one response may hold unsent.
  static constexpr std::size_t capacity = 64 * 1024;

  // Sends nothing: for HEAD.
  void begin_without_body(session::Exchange& exchange);
  std::unique_ptr<session::Body> begin(session::Exchange& exchange);
  void reset();
  void cancel();

  io::Task<> write(Octets octets);
  http::Fields& trailers() { return trailers_; }
  void end();
  bool open() const { return state_ == State::open; }

 private:
  class Pull;

  enum class State : std::uint8_t { unused, open, no_body, ended, cancelled };

  http::Pulled pull(MutableOctets room);
  void wake();

  session::Exchange* exchange_ = nullptr;
  State state_ = State::unused;
  // The engine was told that there is nothing, and waits for body_ready().
  bool blocked_ = false;
  Buffer unsent_;
  http::Fields trailers_;
  io::Signal room_;
};

class ResponseStream {
 public:
  explicit ResponseStream(Outgoing& outgoing) : outgoing_(&outgoing) {}

  io::Task<> write(Octets octets) { return outgoing_->write(octets); }
  io::Task<> write(std::string_view text) { return outgoing_->write(as_octets(text)); }
  void trailer(std::string_view name, std::string_view value) { outgoing_->trailers().add(name, value); }
  void end() { outgoing_->end(); }

 private:
  Outgoing* outgoing_;
};

}  // namespace weft::server
