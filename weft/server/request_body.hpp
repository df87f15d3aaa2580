// The body of a request, as a coroutine reads it.
//
//   while (auto chunk = co_await c.body().read()) use(*chunk);
//   auto text = co_await c.body().text(64 * 1024);      if (!text) co_return c.error(text.error());
//   auto form = co_await c.body().form(64 * 1024);      if (!form) co_return c.error(form.error());
//   const std::uint64_t octets = co_await c.body().discard();
//
// A handler that answers at once may only let the body pass; the answer waits for the body's end:
//
//   c.body().discard([](weft::Context& c, std::uint64_t octets) { c.text(std::to_string(octets)); });
//
// Nothing is taken from the peer before it is asked for: a handler that does not read holds the peer back.
// Every co_await throws std::system_error (std::errc::operation_canceled) when the peer or the connection has gone, and
// when it is cancelled, by within() for instance. The body can be read on then, and no octet is lost: what a read() or
// a text() had received when it was cancelled comes with the next one. A discard() that was cancelled has dropped what
// had come.
// A body that is longer than the server or its site takes (ServerOptions::request_body) is not read to its end:
// read() and discard() throw std::system_error (std::errc::message_size), which is answered with 413 where it leaves
// the handler, and text() gives content_too_large.
//
// One coroutine reads at a time, and none after the handler has returned. To read the body, or to have it discarded,
// while another handler waits for octets or for its end is a mistake as well: std::logic_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>
#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>
#include <weft/server/values.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft {
class Context;
}

namespace weft::server {

class RequestBody final : private session::BodySink {
 public:
  // It is called with the number of octets that nobody had read.
  using AfterDiscard = std::function<void(Context& context, std::uint64_t octets)>;

  // The Context, which calls in its own name.
  class Owner {
   public:
    virtual void discard_body(AfterDiscard then) = 0;
    virtual void on_discarded(std::uint64_t octets) = 0;
    virtual void on_lost() = 0;
    virtual void on_too_large() = 0;

   protected:
    ~Owner() = default;
  };

  RequestBody(io::Loop& loop, Owner& owner) : owner_(owner), changed_(loop) {}

  // The next octets, valid until the next call; nullopt at the end.
  io::Task<std::optional<Octets>> read();
  // All that is left. content_too_large when that is more than `limit` octets, which can still be read.
  io::Task<Result<std::string, http::Status>> text(std::size_t limit);
  // All of it as the fields of a form. unsupported_media_type where the request has another content-type than
  // application/x-www-form-urlencoded, or none; content_too_large as of text().
  io::Task<Result<Values, http::Status>> form(std::size_t limit);
  // Takes what is left without a copy and says how much it was.
  io::Task<std::uint64_t> discard();

  // The same at half the cost of a coroutine: `then` is called at the end of the body, at once where that has come
  // already, and never where the peer has gone. The handler may return before: the exchange goes on. Several may wait
  // for the end in this way. An exception that leaves `then` is answered with 500.
  void discard(AfterDiscard then) { owner_.discard_body(std::move(then)); }

  // After the end; null without trailers.
  const http::Fields* trailers() const { return state_.trailers; }

  // --- for the Context ---------------------------------------------------------------------------------------------
  void begin(session::server::Exchange& exchange) { state_.exchange = &exchange; }
  // Octets that it may have.
  void limit(std::uint64_t octets) { state_.allowed = octets; }
  // The same, below the limit that there is.
  void limit_further(std::uint64_t octets) { limit(octets < state_.allowed ? octets : state_.allowed); }
  // A tunnel follows, which has no limit of octets.
  void reopen() {
    state_.phase = Phase::untouched;
    state_.allowed = any_size;
  }
  // Tells the owner when the end has come, or that it never will. Either may happen before this returns.
  void discard_for_owner();
  // Checks that the body may be read: the handler has not returned, and no other one waits for the body.
  // std::logic_error otherwise.
  void check() const;
  // How many octets had not been read, once the end has come.
  std::optional<std::uint64_t> discarded() const {
    return state_.phase == Phase::ended ? std::optional(state_.counted) : std::nullopt;
  }

  // The part of the waits for the application in which somebody wanted octets that the client had not sent. Until
  // reset().
  Duration awaited() const { return state_.awaited; }

  // The peer has gone: a coroutine that waits is told.
  void cancel();
  bool is_lost() const { return state_.phase == Phase::lost; }
  // It has more octets than it may have.
  bool is_too_large() const { return state_.phase == Phase::too_large; }
  // The handler has returned.
  void leave();
  // Ready for the next request.
  void reset();

 private:
  enum class Phase : std::uint8_t { untouched, receiving, ended, lost, too_large };
  // How on_body() treats octets: leave them where they are, keep the next ones, count all.
  enum class Wanted : std::uint8_t { nothing, some, count };
  // In the room that a State has.
  using ShortTime = std::chrono::duration<std::uint32_t, std::ratio<1, 1'000'000>>;

  // One use: of one request, from begin() to reset().
  struct State {
    // Null where no handler runs.
    session::server::Exchange* exchange = nullptr;
    Phase phase = Phase::untouched;
    Wanted wanted = Wanted::nothing;
    // The owner waits for the end, and not a coroutine.
    bool tells_owner = false;
    // Octets are wanted, and all that have come are taken.
    bool awaits_client = false;
    // While it awaits the client, less the waits for the application before that. It may go round, as unsigned numbers
    // do.
    ShortTime awaited = ShortTime::zero();
    // Octets that may still come.
    std::uint64_t allowed = any_size;
    // Octets of `arrived_` that the handler has been given, and may still look at.
    std::size_t given = 0;
    std::uint64_t counted = 0;
    const http::Fields* trailers = nullptr;
  };

  io::Task<> receive(Wanted wanted);
  bool is_waiting() const { return state_.phase == Phase::receiving && state_.wanted != Wanted::nothing; }
  void begin_to_await_client();
  void end_to_await_client();
  void start(Wanted wanted);
  void forget_given();
  std::size_t refuse();

  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override;
  void on_body_lost() override;

  // One read() takes at most this much.
  static constexpr std::size_t most = 64 * 1024;
  // Memory that stays for the next request.
  static constexpr std::size_t most_kept = 4096;
  static constexpr std::uint64_t any_size = std::numeric_limits<std::uint64_t>::max();

  Owner& owner_;
  // Octets that were taken from the peer.
  Buffer arrived_;
  State state_;
  io::Signal changed_;
  // Handlers that have had it.
  std::uint64_t uses_ = 0;
};

}  // namespace weft::server
