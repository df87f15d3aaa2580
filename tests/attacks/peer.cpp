#include <tests/attacks/peer.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace weft::attacks {

namespace {

using Clock = std::chrono::steady_clock;

int status_in(std::string_view line) {
  constexpr std::string_view name = ":status=";
  const auto at = line.find(name);
  return at == std::string_view::npos ? 0 : std::stoi(std::string(line.substr(at + name.size(), 3)));
}

}  // namespace

Peer::Peer(const ServerProcess& server, Transport transport, const PeerOptions& options) {
  speaks_h2_ = options.alpn == "h2";
  connect(server.port(transport), options);
  if (transport == Transport::tls && options.handshake == Handshake::done) shake_hands(options);
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

Peer::~Peer() {
  if (tls_ != nullptr) ::SSL_free(tls_);
  if (context_ != nullptr) ::SSL_CTX_free(context_);
  if (socket_ >= 0) ::close(socket_);
}

void Peer::connect(std::uint16_t port, const PeerOptions& options) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) fail("socket");
  if (options.receive_buffer > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer);
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
}

void Peer::shake_hands(const PeerOptions& options) {
  context_ = ::SSL_CTX_new(::TLS_client_method());
  const std::string names = static_cast<char>(options.alpn.size()) + options.alpn;
  const auto octets = as_octets(names);
  if (!options.alpn.empty()) {
    ::SSL_CTX_set_alpn_protos(context_, octets.data(), static_cast<unsigned>(octets.size()));
  }
  tls_ = ::SSL_new(context_);
  ::SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  ::SSL_set_fd(tls_, socket_);
  if (::SSL_connect(tls_) != 1) throw std::runtime_error("the TLS handshake failed");
}

void Peer::greet(std::initializer_list<frame::Setting> settings) {
  frames.preface().settings(settings).settings_ack();
  send();
  wait([](const Peer& peer) { return peer.greeted() && peer.settings_acks() > 0; });
}

bool Peer::send() {
  const Octets rest = frames.octets().subspan(sent_);
  sent_ += rest.size();
  return send(rest);
}

bool Peer::send(Octets octets) {
  return transfer(octets, Reading::yes);
}

bool Peer::pour() {
  const Octets rest = frames.octets().subspan(sent_);
  sent_ += rest.size();
  return transfer(rest, Reading::no);
}

bool Peer::transfer(Octets octets, Reading reading) {
  const auto patience = reading == Reading::yes ? seconds(10) : seconds(1);
  auto moved = Clock::now();
  while (!octets.empty() && !closed_) {
    const std::size_t written = write_some(octets);
    octets = octets.subspan(written);
    if (written > 0) moved = Clock::now();
    if (Clock::now() - moved > patience) return false;
    if (reading == Reading::yes) read_some();
    if (written == 0) poll(reading == Reading::yes ? POLLIN | POLLOUT : POLLOUT, milliseconds(100));
  }
  return octets.empty();
}

void Peer::finish() {
  if (tls_ != nullptr) ::SSL_shutdown(tls_);
  ::shutdown(socket_, SHUT_WR);
}

bool Peer::wait(const Condition& condition, milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (!condition(*this)) {
    if (closed_ || Clock::now() >= until) return false;
    if (!read_some()) poll(POLLIN, milliseconds(50));
  }
  return true;
}

bool Peer::wait_closed(milliseconds patience) {
  return wait([](const Peer& peer) { return peer.closed(); }, patience);
}

int Peer::status(StreamId stream) const {
  const auto found = statuses_.find(stream);
  return found == statuses_.end() ? 0 : found->second;
}

std::optional<ErrorCode> Peer::reset_code(StreamId stream) const {
  const auto found = resets_.find(stream);
  return found == resets_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ErrorCode> Peer::goaway() const {
  return goaways_.empty() ? std::nullopt : std::optional(goaways_.back().code);
}

std::size_t Peer::write_some(Octets octets) {
  constexpr std::size_t most = 256 * 1024;
  const std::size_t size = std::min(octets.size(), most);
  if (tls_ != nullptr) {
    const int written = ::SSL_write(tls_, octets.data(), static_cast<int>(size));
    if (written > 0) return static_cast<std::size_t>(written);
    const int error = ::SSL_get_error(tls_, written);
    if (error != SSL_ERROR_WANT_WRITE && error != SSL_ERROR_WANT_READ) read_some();
    return 0;
  }
  const ssize_t written = ::send(socket_, octets.data(), size, MSG_NOSIGNAL);
  if (written > 0) return static_cast<std::size_t>(written);
  // The octets that the server sent before it closed are still there to be read.
  if (errno == EPIPE || errno == ECONNRESET) read_some();
  return 0;
}

// False when there was nothing to read.
bool Peer::read_some() {
  std::array<std::uint8_t, 64 * 1024> room{};
  ssize_t got = 0;
  bool blocked = false;
  if (tls_ != nullptr) {
    got = ::SSL_read(tls_, room.data(), static_cast<int>(room.size()));
    blocked = got <= 0 && ::SSL_get_error(tls_, static_cast<int>(got)) == SSL_ERROR_WANT_READ;
  } else {
    got = ::recv(socket_, room.data(), room.size(), 0);
    blocked = got < 0 && errno == EAGAIN;
  }
  if (blocked) return false;
  if (got > 0) {
    take(Octets(room).first(static_cast<std::size_t>(got)));
  } else {
    closed_ = true;
  }
  return true;
}

void Peer::poll(short events, milliseconds patience) const {
  pollfd wanted{socket_, events, 0};
  ::poll(&wanted, 1, static_cast<int>(patience.count()));
}

void Peer::take(Octets octets) {
  received_ += octets.size();
  if (!speaks_h2_) {
    text_ += as_text(octets);
    return;
  }
  transcript_.read(octets);
  for (const Line& line : transcript_.take()) note(line);
}

void Peer::note(const Line& line) {
  const std::string_view text = line.text;
  const bool ack = text.find(" ACK") != std::string_view::npos;
  if (line.type == frame::Type::goaway) goaways_.push_back(line);
  if (line.type == frame::Type::rst_stream) resets_.emplace(line.stream, line.code);
  if (line.type == frame::Type::ping && ack) ++ping_acks_;
  if (line.type == frame::Type::settings) {
    greeted_ = greeted_ || !ack;
    if (ack) ++settings_acks_;
  }
  if (line.type == frame::Type::headers && status_in(text) != 0) statuses_[line.stream] = status_in(text);
  if (text.find(" END_STREAM") != std::string_view::npos) ended_.insert(line.stream);
}

}  // namespace weft::attacks
