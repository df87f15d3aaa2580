// The body of a request, as a coroutine reads it.
//
//   while (auto chunk = co_await c.body().read()) use(*chunk);
//   auto text = co_await c.body().text(64 * 1024);      if (!text) { c.error(text.error()); co_return; }
//   const std::uint64_t octets = co_await c.body().discard();
//
// Nothing is taken from the peer before it is asked for: a handler that does not read holds the peer back.
// Every co_await throws asio::system_error(operation_aborted) when the peer or the connection has gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>
#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>
#include <weft/session/exchange.hpp>

namespace weft::server {

class RequestBody final : private session::BodySink {
 public:
  // The next octets, valid until the next call; nullopt at the end.
  io::Task<std::optional<Octets>> read();
  // All that is left. content_too_large when that is more than `limit` octets.
  io::Task<Result<std::string, http::Status>> text(std::size_t limit);
  // Takes what is left without a copy and says how much it was.
  io::Task<std::uint64_t> discard();

  // After the end; null without trailers.
  const http::Fields* trailers() const { return trailers_; }

 private:
  friend class weft::Context;

  void begin(session::Exchange& exchange);
  void reset();
  void cancel();

  void want();
  io::Task<> wait();

  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override;
  void on_body_lost() override;

  enum class State : std::uint8_t { untouched, receiving, ended, lost };
  enum class Use : std::uint8_t { keep, count };

  session::Exchange* exchange_ = nullptr;
  State state_ = State::untouched;
  Use use_ = Use::keep;
  Buffer arrived_;
  // What the last read() handed out.
  std::size_t handed_out_ = 0;
  std::uint64_t counted_ = 0;
  const http::Fields* trailers_ = nullptr;
  io::Signal changed_;
};

}  // namespace weft::server
