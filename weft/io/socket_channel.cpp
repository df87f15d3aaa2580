#include <weft/io/socket_channel.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace weft::io {

namespace {

std::error_code last_error() {
  return {errno, std::system_category()};
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

SocketChannel::SocketChannel(Loop& loop, Connected connected, Begun begun)
    : loop_(loop),
      socket_(loop.context(), std::move(connected.descriptor), *this),
      peer_(std::move(connected.peer)),
      local_(std::move(connected.local)),
      begun_(begun == Begun::yes) {
  if (socket_.descriptor() < 0) close_as(last_error(), Reason::socket_failed);
}

void SocketChannel::start(ChannelUser& user) {
  user_ = &user;
  loop_.later(*this);
}

void SocketChannel::send(MutableOctets octets) {
  transmit(octets);
}

void SocketChannel::pause() {
  paused_ = true;
}

void SocketChannel::resume() {
  paused_ = false;
  if (begun_) await_input();
}

void SocketChannel::finish() {
  if (sending_over()) return;
  finishing_ = true;
  if (backlog_.empty()) shut_down_sending();
}

void SocketChannel::close() {
  close_as({}, Reason::closed);
}

// TCP says so by RST; a UNIX socket knows no such thing.
void SocketChannel::reset() {
  const linger at_once{1, 0};
  if (!closed_) ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

// The kernel measures none on a UNIX socket.
Duration SocketChannel::round_trip() const {
  if (round_trip_ != Duration::zero()) return round_trip_;
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return Duration::zero();
  return std::chrono::microseconds(info.tcpi_rtt);
}

std::optional<ParkedChannel> SocketChannel::park() {
  if (!may_park()) return std::nullopt;
  return ParkedChannel(take_socket());
}

bool SocketChannel::may_park() const {
  const bool heard_all = begun_ && !paused_ && !input_ended_;
  const bool said_all = !finishing_ && backlog_.empty();
  return heard_all && said_all && !closed_ && !later_hook.linked();
}

void SocketChannel::begin() {
  user_->on_open();
}

void SocketChannel::take(MutableOctets octets) {
  user_->on_received(octets);
}

void SocketChannel::take_end() {
  end_input(Reason::ended);
}

void SocketChannel::transmit(Octets octets) {
  if (sending_over()) return;
  const std::size_t sent = backlog_.empty() ? write_some(octets) : 0;
  if (broken_ || sent == octets.size()) return;
  backlog_.append(octets.subspan(sent));
  socket_.await_writable();
}

void SocketChannel::end_input(Reason orderly) {
  input_ended_ = true;
  reason_ = orderly;
  user_->on_end();
  if (finishing_ && backlog_.empty()) close_as({}, reason_);
}

void SocketChannel::close_as(std::error_code error, Reason reason) {
  if (closed_) return;
  // The kernel forgets it with the socket. Nearly all have no octet left.
  was_held_by_peer_ = !backlog_.empty() && Channel::is_held_by_peer();
  closed_ = true;
  error_ = error;
  reason_ = reason;
  backlog_.release();
  socket_.close();
  loop_.later(*this);
}

void SocketChannel::on_later() {
  if (user_ == nullptr) return;
  if (closed_) return user_->on_closed(error_, reason_);
  if (broken_) return read_last_words();
  if (begun_) {
    take_kept();
  } else {
    begun_ = true;
    begin();
  }
  await_input();
}

void SocketChannel::await_input() {
  if (!closed_ && !paused_ && !input_ended_) socket_.await_readable();
}

void SocketChannel::on_readable() {
  loop_.serve_alone();
  if (closed_ || paused_) return;
  const MutableOctets room = loop_.scratch().input();
  const ssize_t got = ::recv(socket_.descriptor(), room.data(), room.size(), 0);
  if (got > 0) take(room.first(static_cast<std::size_t>(got)));
  if (got == 0) take_end();
  if (got < 0 && !would_block() && errno != EINTR) close_as(last_error(), reason_to_close(last_error()));
  await_input();
}

void SocketChannel::on_writable() {
  loop_.serve_alone();
  if (closed_ || broken_) return;
  backlog_.consume(write_some(backlog_.readable()));
  if (broken_) return;
  if (!backlog_.empty()) return socket_.await_writable();
  backlog_.release();
  if (finishing_) shut_down_sending();
  user_->on_drained();
}

// How much the kernel took. A failure closes the channel, later.
std::size_t SocketChannel::write_some(Octets octets) {
  const ssize_t sent = ::send(socket_.descriptor(), octets.data(), octets.size(), MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (would_block() || errno == EINTR) return 0;
  broken_ = true;
  error_ = last_error();
  loop_.later(*this);
  return 0;
}

// RFC 9112 9.6: a server that answers before it has read all that it was sent, and closes, resets the connection by
// that. Its answer may be here already: Linux keeps it behind the error. No more than that is worth a look.
void SocketChannel::read_last_words() {
  constexpr int most_reads = 4;
  const std::error_code error = error_;
  for (int i = 0; i < most_reads && !closed_ && !paused_ && !input_ended_; ++i) {
    const MutableOctets room = loop_.scratch().input();
    const ssize_t got = ::recv(socket_.descriptor(), room.data(), room.size(), 0);
    if (got <= 0) break;
    take(room.first(static_cast<std::size_t>(got)));
  }
  close_as(error, reason_to_close(error));
}

void SocketChannel::shut_down_sending() {
  ::shutdown(socket_.descriptor(), SHUT_WR);
  if (input_ended_) close_as({}, reason_);
}

}  // namespace weft::io
