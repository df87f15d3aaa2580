// One HTTP/1.1 connection, either role, without I/O and without a clock (RFC 9112). The verbs are those of
// h2::Connection, so that whoever drives one can drive the other; a message is named by its count on the connection.
//
//   h1::Connection c(Role::server, options, now);
//   c.receive(octets, now);  while (auto event = c.poll_event()) …  c.produce(out, budget, now);
//
// Pipelined requests are reported one after the other: the next one when the response before it has been produced and
// its message released. wants_input() is false while received octets wait for that or for consume().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/options.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

using http::MessageId;

enum class Role : std::uint8_t { client, server };

// RFC 9110 7.8 and 9.3.6: after a 101 response, or a 2xx to CONNECT, all further octets are a tunnel's; they come as
// DataReceived and are sent from the body source, without framing.
using Event = std::variant<http::RequestReceived, http::ResponseReceived, http::InterimReceived, http::DataReceived,
                           http::TrailersReceived, http::Rejected, http::Closed, http::ConnectionClosed>;

class Connection {
 public:
  // `options` must outlive the connection.
  Connection(Role role, const Options& options, Time now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void receive(Octets octets, Time now);
  void receive_end(Time now);
  std::optional<Event> poll_event();
  void produce(Buffer& out, std::size_t budget, Time now);
  bool wants_to_produce() const;
  bool wants_input() const;
  Time next_deadline() const;
  void handle_timeout(Time now);

  // The body is framed by head.content_length if that is set, otherwise chunked (or by close towards HTTP/1.0).
  Result<void, Misuse> respond(MessageId message, const http::ResponseHead& head, http::BodySource* body);
  Result<void, Misuse> respond_interim(MessageId message, const http::ResponseHead& head);
  Result<MessageId, Misuse> open(const http::RequestHead& head, http::BodySource* body);
  void ready(MessageId message);
  void consume(MessageId message, std::size_t octets);
  // HTTP/1.1 has no reset: the connection ends, and never in a way that looks complete.
  void reset(MessageId message, std::string_view reason);
  void release(MessageId message);
  http::Traffic traffic(MessageId message) const;

  // Closes after the response that is under way, or at once if there is none.
  void shutdown(Time now);
  void close(std::string_view reason);
  bool closed() const;
  std::size_t live_messages() const;
  std::size_t memory() const;
};

}  // namespace weft::h1
