// One HTTP/2 connection, either role, without I/O and without a clock (RFC 9113).
//
//   h2::Connection c(Role::server, options, workspace, now);
//   c.receive(octets, now);                          // whatever arrived: any segmentation gives the same result
//   while (auto event = c.poll_event()) …            // react by the calls below
//   c.produce(out, budget, now);                     // whenever wants_to_produce(): octets to send, in order
//   c.next_deadline(); c.handle_timeout(now);        // call handle_timeout() when the deadline has come
//
// It never blocks, never throws and never calls back, save for BodySource::pull() and trailers() inside produce().
// After ConnectionClosed: produce() until it gives nothing, half-close the transport, drain it for a moment, close.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/events.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/role.hpp>
#include <weft/h2/workspace.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

class Connection {
 public:
  // `options` and `workspace` must outlive the connection; a workspace serves any number of connections of one thread.
  Connection(Role role, const Options& options, Workspace& workspace, Time now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- octets and time ---------------------------------------------------------------------------------------------
  // Borrowed octets of events point into `octets`: poll all events before they go away.
  void receive(Octets octets, Time now);
  // The peer will send nothing more.
  void receive_end(Time now);
  std::optional<Event> poll_event();
  // Appends to `out`: control frames, field sections, then DATA in priority order, until about `budget` octets.
  void produce(Buffer& out, std::size_t budget, Time now);
  bool wants_to_produce() const;
  Time next_deadline() const;
  void handle_timeout(Time now);

  // --- messages ----------------------------------------------------------------------------------------------------
  // Server. `body` may be null: the head is the whole response. It must live until it has ended or Closed is reported.
  Result<void, Misuse> respond(MessageId message, const http::ResponseHead& head, http::BodySource* body);
  // Server: a 1xx response before the final one.
  Result<void, Misuse> respond_interim(MessageId message, const http::ResponseHead& head);
  // Client.
  Result<MessageId, Misuse> open(const http::RequestHead& head, http::BodySource* body);
  // A body that was blocked has octets again.
  void ready(MessageId message);
  // The application took `octets` of what DataReceived brought: credit goes back to the peer (RFC 9113 6.9).
  void consume(MessageId message, std::size_t octets);
  // RST_STREAM. `reason` is a literal that Closed will carry; blame falls on the user.
  void reset(MessageId message, ErrorCode code, std::string_view reason);
  // The work for this message is over. Its slot, head and fields are free again; due once per message after its Request
  // or open(), at any time: a message that has not ended yet is cancelled.
  void release(MessageId message);

  // Octets of this message on the wire so far, frame headers included; valid until release().
  http::Traffic traffic(MessageId message) const;

  // --- connection --------------------------------------------------------------------------------------------------
  void ping(const std::array<std::uint8_t, 8>& opaque);
  // RFC 9113 6.8: GOAWAY in two phases. Streams that are open are served to their end; ConnectionClosed follows the last.
  void shutdown(Time now);
  // GOAWAY at once, with `reason` as debug data.
  void close(ErrorCode code, std::string_view reason);

  bool closed() const;
  // Messages that have not been released.
  std::size_t live_messages() const;
  // Octets of memory held: queues, tables, fields. Unread bodies are the caller's.
  std::size_t memory() const;
  const Counters& counters() const;
};

}  // namespace weft::h2
