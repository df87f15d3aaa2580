#include <weft/server/websocket/websocket.hpp>

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include <weft/io/within.hpp>
#include <weft/server/context.hpp>
#include <weft/server/surroundings.hpp>
#include <weft/websocket/utf8_check.hpp>

namespace weft {
namespace {

using Last = websocket::Connection::Last;
using websocket::Kind;

// A message goes in frames of at most so much, so that pongs and other peers need not wait for all of it.
constexpr std::size_t piece_octets = 16 * 1024;
// What a header and deflate may add.
constexpr std::size_t most_overhead = 4 * 1024;
// A pong, a ping and a Close frame.
constexpr std::size_t most_answer = 3 * (websocket::longest_control + websocket::longest_header);

// So many of the largest may all WebSockets of a connection hold: a long one alone holds no other back.
constexpr std::size_t messages_held = 2;

// A connection has thirty seconds to drain.
constexpr Duration longest_blink = std::chrono::seconds(10);

// Marks that a coroutine is at work, until it has ended.
class Work {
 public:
  Work(bool& flag, const char* mistake) : flag_(flag) {
    if (flag) throw std::logic_error(mistake);
    flag = true;
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work() { flag_ = false; }

 private:
  bool& flag_;
};

// All WebSockets of a connection have the same.
std::shared_ptr<server::HeldMessages> held_messages_of(Context& c) {
  static constexpr char key = 0;
  std::shared_ptr<void>& kept = c.kept_for_connection(&key);
  if (kept == nullptr) kept = std::make_shared<server::HeldMessages>();
  return std::static_pointer_cast<server::HeldMessages>(kept);
}

void check_text(Kind kind, Octets octets) {
  if (kind == Kind::binary) return;
  websocket::Utf8Check check;
  if (check.take(octets) && check.is_whole()) return;
  throw std::invalid_argument("a text message is UTF-8, and this one is not: send it as octets");
}

}  // namespace

WebSocket::WebSocket(Context& context, server::ResponseStream stream, const WebSocketOptions& options,
                     const std::optional<websocket::Deflate>& deflate, std::string_view subprotocol)
    : context_(context),
      stream_(stream),
      options_(options),
      subprotocol_(subprotocol),
      connection_(http::Role::server, {options.message, options.frame}, deflate),
      held_(held_messages_of(context), context.exchange().loop(), messages_held * options.message) {
  context_.state_.surroundings->open_websockets.push_back(*this);
  if (options_.ping != Duration::zero()) next_look_ = context_.now() + options_.ping;
  arm(context_.now());
}

WebSocket::~WebSocket() = default;

// --- receiving -------------------------------------------------------------------------------------------------------

Task<std::optional<WebSocketMessage>> WebSocket::receive() {
  const Work work(receiving_, "weft::WebSocket: two coroutines receive at the same time");
  held_.hold(connection_.unfinished());
  for (;;) {
    co_await take_turn();
    while (auto event = connection_.receive(unread_)) {
      if (auto* message = std::get_if<WebSocketMessage>(&*event)) {
        held_.hold(message->data.size());
        answer();
        co_return std::move(*message);
      }
      if (auto* closed = std::get_if<websocket::Closed>(&*event)) closed_ = std::move(*closed);
    }
    answer();
    held_.hold(connection_.unfinished());
    if (connection_.is_closed()) co_return std::nullopt;
    std::optional<Octets> octets;
    try {
      octets = co_await context_.body().read();
    } catch (const std::system_error&) {
      // A limit of time may have cancelled the wait: the WebSocket goes on.
      if (!context_.body().is_lost()) throw;
    }
    heard_ = true;
    if (octets) {
      unread_ = *octets;
    } else if (const auto event = connection_.receive_end()) {
      closed_ = std::get<websocket::Closed>(*event);
    }
  }
}

// Before more of a message is taken: other WebSockets of the connection may hold much.
Task<> WebSocket::take_turn() {
  if (unread_.empty()) co_return;
  try {
    co_await held_.turn();
  } catch (const std::system_error&) {
    // Nobody waits for the rest of a message when the peer has gone.
    if (!context_.body().is_lost()) throw;
  }
}

// What the connection has to answer goes out where no message is on its way: a sender writes it behind its frame. A
// peer that takes nothing gets no answer either.
void WebSocket::answer() {
  if (sending_ || !connection_.wants_to_answer() || stream_.room() < most_answer) return;
  Buffer out;
  connection_.answer(out);
  stream_.try_write(out.readable());
}

// --- sending ---------------------------------------------------------------------------------------------------------

Task<bool> WebSocket::send(Kind kind, Octets octets) {
  check_text(kind, octets);
  const Work work(sending_, "weft::WebSocket: two coroutines send at the same time");
  if (!connection_.is_open()) co_return false;
  try {
    co_await send_frames(kind, octets);
  } catch (const std::system_error&) {
    if (!context_.cancelled()) end(websocket::Reason::message_cut);
    throw;
  }
  co_return connection_.is_open();
}

Task<> WebSocket::send_frames(Kind kind, Octets octets) {
  Buffer out;
  do {
    const Octets piece = octets.first(std::min(octets.size(), piece_octets));
    octets = octets.subspan(piece.size());
    out.clear();
    connection_.send(kind, piece, octets.empty() ? Last::yes : Last::no, out);
    connection_.answer(out);
    co_await stream_.write(out.readable());
  } while (!octets.empty() && connection_.is_open());
  // It may have become due meanwhile.
  while (connection_.wants_to_answer()) {
    out.clear();
    connection_.answer(out);
    co_await stream_.write(out.readable());
  }
}

bool WebSocket::try_send(Kind kind, Octets octets) {
  check_text(kind, octets);
  if (sending_ || !connection_.is_open() || stream_.room() < octets.size() + most_overhead) return false;
  Buffer out;
  connection_.send(kind, octets, Last::yes, out);
  return stream_.try_write(out.readable());
}

// --- the end ---------------------------------------------------------------------------------------------------------

void WebSocket::close(CloseCode code, std::string_view reason) {
  if (!websocket::may_be_sent(code)) throw std::invalid_argument("this close code may not be sent (RFC 6455 7.4)");
  connection_.close(code, reason);
  answer();
}

// Without the peer: whoever waits hears it as if the peer had gone.
void WebSocket::end(websocket::Reason reason) {
  if (connection_.is_closed()) return;
  closed_ = connection_.fail(reason);
  answer();
  context_.abort(reason);
}

// RFC 6455 7.1.1: "In most normal cases, the TCP connection SHOULD be closed first by the server".
Task<> WebSocket::finish() {
  connection_.close(CloseCode::normal, {});
  while (connection_.wants_to_answer()) {
    Buffer out;
    connection_.answer(out);
    co_await stream_.write(out.readable());
  }
  if (!connection_.is_closed()) co_await within(options_.close, await_close());
  stream_.end();
  const bool has_ended = co_await within(options_.close, await_end());
  if (!has_ended) context_.abort(websocket::Reason::close_missing);
}

Task<> WebSocket::await_close() {
  while (const auto message = co_await receive()) {
  }
}

// RFC 8441 5: "Orderly TCP-level closures are represented as END_STREAM flags". A stream whose client does not end it
// would hold its place for ever.
Task<> WebSocket::await_end() {
  try {
    while (co_await context_.body().read()) {
    }
  } catch (const std::system_error&) {
    if (!context_.body().is_lost()) throw;
  }
}

// A connection of old age drains, too.
void WebSocket::on_deadline(Time now) {
  if (context_.exchange().is_draining()) on_drain();
  if (now >= next_look_) look_after_peer();
  if (!connection_.is_closed()) arm(now);
}

// A handler that does not receive cannot hear its peer, nor can one that waits for its turn: that is not the peer's
// fault.
void WebSocket::look_after_peer() {
  next_look_ = context_.now() + options_.ping;
  if (heard_ || !receiving_ || held_.is_waiting()) {
    heard_ = asked_ = false;
  } else if (asked_) {
    end(websocket::Reason::pong_missing);
  } else {
    asked_ = true;
    connection_.ping();
    answer();
  }
}

void WebSocket::arm(Time now) {
  context_.exchange().loop().deadlines().arm(*this, std::min(now + longest_blink, next_look_));
}

// RFC 6455 7.4.1: "1001 indicates that an endpoint is "going away", such as a server going down".
void WebSocket::on_drain() {
  close(CloseCode::going_away, "draining");
}

}  // namespace weft
