// One WebSocket, either role, without I/O and without a clock (RFC 6455), once the opening handshake is over.
//
//   Connection c(http::Role::server, options, deflate);
//   while (auto event = c.receive(octets)) …             // takes from the front; nullopt once all were taken
//   c.send(Kind::text, octets, Connection::Last::yes, out);  // frames, for the transport
//   if (c.wants_to_answer()) c.answer(out);              // pongs and Close frames, at any time between frames
//
// Pings are answered, and so is the peer's Close. Memory is bounded: a message by the options, and of all pings that
// wait for their answer the last one is kept (RFC 6455 5.5.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/http/role.hpp>
#include <weft/websocket/assembly.hpp>
#include <weft/websocket/deflate_extension.hpp>
#include <weft/websocket/deflater.hpp>
#include <weft/websocket/frame_header.hpp>
#include <weft/websocket/header_reader.hpp>
#include <weft/websocket/message.hpp>

namespace weft::websocket {

struct Options {
  // Octets that a message may have, as the application sees it.
  std::size_t message = std::size_t{1} << 20;
  // Octets that a frame may have, as it is sent.
  std::uint64_t frame = std::uint64_t{1} << 20;
};

class Connection {
 public:
  enum class Last : bool { no, yes };

  // `deflate` is what the handshake has agreed on. A client gives keys that nobody can foretell (RFC 6455 5.3).
  Connection(http::Role role, const Options& options, const std::optional<Deflate>& deflate,
             std::function<MaskKey()> new_key = {});

  // The next event; octets behind it are left. After Closed all octets are dropped.
  std::optional<Event> receive(Octets& octets);
  // The peer will send nothing more. Nothing where Closed has been told.
  std::optional<Event> receive_end();

  // A message, or its next piece: nothing is kept of it. Does nothing once a Close frame has been sent or is due.
  void send(Kind kind, Octets piece, Last last, Buffer& out);
  // Due: answer() writes them.
  void ping() { ping_due_ = true; }
  // RFC 6455 7.1.2. `text` is cut to 123 octets; the first call counts. A code that may not be sent is no_status.
  void close(CloseCode code, std::string_view text);
  // Ends it from here, without waiting for the peer's Close.
  Closed fail(Reason reason);

  bool wants_to_answer() const { return pong_.has_value() || ping_due_ || close_due_; }
  void answer(Buffer& out);

  // Neither side has said Close.
  bool is_open() const { return !close_said_ && !closed_; }
  // Closed has been told.
  bool is_closed() const { return closed_; }
  // Both Close frames have been on their way: the transport may end.
  bool is_over() const { return closed_ && !close_due_; }
  bool compresses() const { return deflater_.has_value(); }
  // Octets of memory that a message takes which has begun to come, and has not ended.
  std::size_t unfinished() const { return assembly_.unfinished(); }

 private:
  std::optional<Event> take_header(Octets& octets);
  std::optional<Event> take_octets(Octets& octets);
  std::optional<Event> end_frame();
  std::optional<Event> take_control();
  Event take_close(Octets payload);
  void append(Buffer& out, FrameHeader header, Octets octets);

  const bool masks_;
  HeaderReader headers_;
  Assembly assembly_;
  std::optional<Deflater> deflater_;
  std::function<MaskKey()> new_key_;

  // The frame that is being read.
  std::optional<FrameHeader> frame_;
  std::uint64_t frame_taken_ = 0;
  std::array<std::uint8_t, longest_control> control_{};

  // The message that is being sent: its first frame has gone, and whether it is compressed.
  bool sending_ = false;
  bool first_frame_sent_ = false;
  bool compressed_ = false;

  std::optional<std::string> pong_;
  std::string close_;
  bool ping_due_ = false;
  bool close_due_ = false;
  bool close_said_ = false;
  bool closed_ = false;
};

}  // namespace weft::websocket
