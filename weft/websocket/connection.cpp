#include <weft/websocket/connection.hpp>

#include <algorithm>
#include <utility>

#include <weft/websocket/frame_writer.hpp>

namespace weft::websocket {
namespace {

// Below that, deflate makes messages longer more often than shorter.
constexpr std::size_t least_compressed = 64;
// RFC 6455 5.5: a control frame has 125 octets, of which the code takes two.
constexpr std::size_t longest_close_text = longest_control - 2;

std::optional<Inflater> inflater_of(http::Role role, const std::optional<Deflate>& deflate) {
  if (!deflate) return std::nullopt;
  return role == http::Role::server ? Inflater(deflate->client_window_bits, deflate->client_takeover)
                                    : Inflater(deflate->server_window_bits, deflate->server_takeover);
}

std::optional<Deflater> deflater_of(http::Role role, const std::optional<Deflate>& deflate) {
  if (!deflate) return std::nullopt;
  return role == http::Role::server ? Deflater(deflate->server_window_bits, deflate->server_takeover)
                                    : Deflater(deflate->client_window_bits, deflate->client_takeover);
}

// At most so many octets of UTF-8, and no character is cut.
std::string_view cut_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xc0u) == 0x80) --most;
  return text.substr(0, most);
}

std::string close_payload(CloseCode code, std::string_view text) {
  if (!may_be_sent(code)) return {};
  std::array<std::uint8_t, 2> octets{};
  store_be16(octets.data(), number(code));
  return std::string(as_text(octets)).append(cut_text(text, longest_close_text));
}

}  // namespace

Connection::Connection(http::Role role, const Options& options, const std::optional<Deflate>& deflate,
                       std::function<MaskKey()> new_key)
    : masks_(role == http::Role::client),
      headers_({.masked = role == http::Role::server, .compression = deflate.has_value(), .longest = options.frame}),
      assembly_(options.message, inflater_of(role, deflate)),
      deflater_(deflater_of(role, deflate)),
      new_key_(std::move(new_key)) {}

// --- receiving -------------------------------------------------------------------------------------------------------

std::optional<Event> Connection::receive(Octets& octets) {
  // A frame without octets ends with its header.
  while (!closed_ && (!octets.empty() || frame_)) {
    auto event = frame_ ? take_octets(octets) : take_header(octets);
    if (event) return event;
    if (octets.empty() && frame_ && frame_taken_ < frame_->size) return std::nullopt;
  }
  if (closed_) octets = {};
  return std::nullopt;
}

std::optional<Event> Connection::receive_end() {
  if (closed_) return std::nullopt;
  return fail(Reason::close_missing);
}

std::optional<Event> Connection::take_header(Octets& octets) {
  const auto header = headers_.take(octets);
  if (!header) return fail(header.error());
  if (!*header) return std::nullopt;
  if (!is_control((*header)->opcode)) {
    if (const auto reason = assembly_.begin(**header)) return fail(*reason);
  }
  frame_ = *header;
  frame_taken_ = 0;
  return std::nullopt;
}

std::optional<Event> Connection::take_octets(Octets& octets) {
  std::array<std::uint8_t, 4096> piece;
  const auto left = std::min<std::uint64_t>(frame_->size - frame_taken_, piece.size());
  const std::size_t size = std::min(octets.size(), static_cast<std::size_t>(left));
  std::copy_n(octets.begin(), size, piece.begin());
  octets = octets.subspan(size);
  const MutableOctets taken(piece.data(), size);
  if (frame_->mask) apply_mask(taken, *frame_->mask, frame_taken_);
  if (is_control(frame_->opcode)) {
    std::copy_n(piece.begin(), size, control_.begin() + static_cast<std::ptrdiff_t>(frame_taken_));
  } else if (size != 0) {
    if (const auto reason = assembly_.take(taken)) return fail(*reason);
  }
  frame_taken_ += size;
  return frame_taken_ == frame_->size ? end_frame() : std::nullopt;
}

std::optional<Event> Connection::end_frame() {
  if (is_control(frame_->opcode)) return take_control();
  frame_.reset();
  auto message = assembly_.end();
  if (!message) return fail(message.error());
  // RFC 6455 5.5.1: after a Close frame of ours, nothing that comes is for the application any more.
  if (!*message || close_said_) return std::nullopt;
  return std::move(**message);
}

std::optional<Event> Connection::take_control() {
  const Opcode opcode = frame_->opcode;
  const Octets payload = Octets(control_).first(static_cast<std::size_t>(frame_->size));
  frame_.reset();
  if (opcode == Opcode::close) return take_close(payload);
  if (opcode == Opcode::pong) return Pong{std::string(as_text(payload))};
  // RFC 6455 5.5.3: "If an endpoint receives a Ping frame and has not yet sent Pong frame(s) in response to previous
  // Ping frame(s), the endpoint MAY elect to send a Pong frame for only the most recently processed Ping frame."
  if (!close_said_) pong_ = std::string(as_text(payload));
  return std::nullopt;
}

Event Connection::take_close(Octets payload) {
  Closed peer{CloseCode::no_status, {}};
  if (payload.size() == 1) return fail(Reason::close_not_valid);
  if (payload.size() >= 2) {
    peer.code = static_cast<CloseCode>(load_be16(payload.data()));
    if (!may_be_sent(peer.code)) return fail(Reason::close_not_valid);
    peer.text = as_text(payload.subspan(2));
    Utf8Check check;
    if (!check.take(payload.subspan(2)) || !check.is_whole()) return fail(Reason::close_text_not_utf8);
  }
  closed_ = true;
  // RFC 6455 5.5.1: "If an endpoint receives a Close frame and did not previously send a Close frame, the endpoint MUST
  // send a Close frame in response. (When sending a Close frame in response, the endpoint typically echos the status
  // code it received.)"
  close(peer.code, {});
  return peer;
}

// --- sending ---------------------------------------------------------------------------------------------------------

void Connection::send(Kind kind, Octets piece, Last last, Buffer& out) {
  if (!is_open()) return;
  const bool ends = last == Last::yes;
  if (!sending_) {
    sending_ = true;
    first_frame_sent_ = false;
    compressed_ = deflater_ && (!ends || piece.size() >= least_compressed);
  }
  Buffer compressed;
  if (compressed_) {
    deflater_->put(piece, ends ? Deflater::Then::end : Deflater::Then::more, compressed);
    piece = compressed.readable();
  }
  if (piece.empty() && !ends) return;
  const Opcode opcode = kind == Kind::text ? Opcode::text : Opcode::binary;
  FrameHeader header{.fin = ends, .compressed = compressed_, .opcode = opcode};
  if (first_frame_sent_) {
    header.compressed = false;
    header.opcode = Opcode::continuation;
  }
  first_frame_sent_ = true;
  sending_ = !ends;
  append(out, header, piece);
}

void Connection::close(CloseCode code, std::string_view text) {
  if (std::exchange(close_said_, true)) return;
  close_ = close_payload(code, text);
  close_due_ = true;
}

Closed Connection::fail(Reason reason) {
  closed_ = true;
  pong_.reset();
  ping_due_ = false;
  const CloseCode code = close_code_of(reason);
  const std::string_view token = to_string(reason);
  // RFC 6455 7.1.7: an endpoint that fails the connection SHOULD say why, and does not wait for an answer.
  if (may_be_sent(code)) close(code, token);
  return {code, std::string(token), reason};
}

void Connection::answer(Buffer& out) {
  if (pong_) append(out, {.opcode = Opcode::pong}, as_octets(*pong_));
  pong_.reset();
  if (std::exchange(ping_due_, false) && !closed_) append(out, {.opcode = Opcode::ping}, {});
  if (std::exchange(close_due_, false)) append(out, {.opcode = Opcode::close}, as_octets(close_));
}

void Connection::append(Buffer& out, FrameHeader header, Octets octets) {
  if (masks_) header.mask = new_key_();
  append_frame(out, header, octets);
}

}  // namespace weft::websocket
