#include <weft/client/websocket/websocket.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>

#include <weft/client/told.hpp>
#include <weft/client/websocket/upstream.hpp>
#include <weft/io/within.hpp>

namespace weft {
namespace {

using client::Tell;
using Last = websocket::Connection::Last;

constexpr std::size_t websocket_piece = 16 * 1024;

// For the last words of a WebSocket that the server has closed: a server that does not read them has had its time.
constexpr auto longest_end = std::chrono::seconds(1);

}  // namespace

io::Task<std::optional<ClientWebSocket::Message>> ClientWebSocket::receive() {
  std::optional<Message> message;
  while (take_events(message)) {
    auto chunk = co_await stream_.read();
    take(std::move(chunk));
  }
  if (!message) co_await let_end();
  co_return message;
}

std::optional<ClientWebSocket::Message> ClientWebSocket::receive_wait() {
  std::optional<Message> message;
  while (take_events(message)) take(stream_.read_wait());
  if (!message) let_end_wait();
  return message;
}

// A WebSocket that is dropped now takes nothing with it that the server is to see: our Close, and the end of the
// stream.
io::Task<> ClientWebSocket::let_end() {
  const auto upstream = upstream_;
  const std::function<void(Tell<bool>)> ask = [upstream](Tell<bool> told) { upstream->when_ended(std::move(told)); };
  const std::function<void()> cancel = [upstream] { upstream->stop_waiting_for_end(); };
  auto ended = client::told<bool>(ask, cancel);
  co_await io::within(longest_end, std::move(ended));
}

void ClientWebSocket::let_end_wait() {
  const auto promise = std::make_shared<std::promise<bool>>();
  const auto ended = promise->get_future();
  upstream_->when_ended([promise](bool has_left) { promise->set_value(has_left); });
  ended.wait_for(longest_end);
}

// False: there is a message, or there will be none.
bool ClientWebSocket::take_events(std::optional<Message>& message) {
  Octets unread = as_octets(piece_).subspan(looked_at_);
  while (auto event = connection_->receive(unread)) {
    if (auto* its_message = std::get_if<Message>(&*event)) {
      message = std::move(*its_message);
      break;
    }
    if (auto* closed = std::get_if<websocket::Closed>(&*event)) closed_ = std::move(*closed);
  }
  looked_at_ = piece_.size() - unread.size();
  answer();
  if (connection_->is_closed()) upstream_->end();
  return !message && !connection_->is_closed();
}

void ClientWebSocket::take(ResponseStream::Chunk chunk) {
  piece_ = chunk ? std::move(*chunk) : std::string();
  looked_at_ = 0;
  if (!piece_.empty()) return;
  const auto event = connection_->receive_end();
  if (event) closed_ = std::get<websocket::Closed>(*event);
}

// A server that sends pings and reads nothing gets no more pongs: its last ping is answered when it has read.
void ClientWebSocket::answer() {
  if (!connection_->wants_to_answer() || !upstream_->has_room_for_answers()) return;
  Buffer out;
  connection_->answer(out);
  upstream_->write(out.readable());
}

io::Task<bool> ClientWebSocket::send(websocket::Kind kind, Octets octets) {
  do {
    if (!send_piece(kind, octets)) co_return false;
    const auto upstream = upstream_;
    const bool has_room =
        co_await client::told<bool>([upstream](Tell<bool> told) { upstream->when_room(std::move(told)); },
                                    [upstream] { upstream->stop_waiting(); });
    if (!has_room) co_return false;
  } while (!octets.empty());
  co_return true;
}

bool ClientWebSocket::send_wait(websocket::Kind kind, Octets octets) {
  do {
    if (!send_piece(kind, octets)) return false;
    const bool has_room = client::wait_for<bool>([this](Tell<bool> told) { upstream_->when_room(std::move(told)); });
    if (!has_room) return false;
  } while (!octets.empty());
  return true;
}

bool ClientWebSocket::send_piece(websocket::Kind kind, Octets& octets) {
  if (!connection_->is_open()) return false;
  const Octets piece = octets.first(std::min(octets.size(), websocket_piece));
  octets = octets.subspan(piece.size());
  Buffer out;
  connection_->send(kind, piece, octets.empty() ? Last::yes : Last::no, out);
  return upstream_->write(out.readable());
}

void ClientWebSocket::close(websocket::CloseCode code, std::string_view reason) {
  connection_->close(code, reason);
  answer();
}

}  // namespace weft
