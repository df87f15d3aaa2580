// One HTTP/1.1 connection, either role, without I/O and without a clock (RFC 9112). The verbs are those of
// h2::Connection, so that the same code can drive both; a message is named by its count on the connection.
//
//   h1::Connection c(Role::server, options, now);
//   c.receive(octets, now);  while (auto event = c.poll_event()) …  c.produce(out, budget, now);
//
// Pipelined requests are reported one after the other: the next one when the response before it has been produced and
// its message released. wants_input() is false while received octets wait for this moment or for consume().
//
// After ConnectionClosed: produce() until it gives nothing, half-close the transport, drain it for a moment, close; or
// reset it where torn() says so.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/h1/body_writer.hpp>
#include <weft/h1/connection_state.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/framing.hpp>
#include <weft/h1/head_writer.hpp>
#include <weft/h1/options.hpp>
#include <weft/h1/rate_gate.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/rank.hpp>
#include <weft/http/role.hpp>
#include <weft/http/view.hpp>

namespace weft::h1 {

using http::Role;

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

  // Octets that events borrow point into `octets`: poll all events before `octets` is overwritten.
  void receive(Octets octets, Time now);
  // The peer will send nothing more.
  void receive_end(Time now);
  std::optional<Event> poll_event();
  void produce(Buffer& out, std::size_t budget, Time now);
  bool wants_to_produce() const;
  bool wants_input() const;
  Time next_deadline() const;
  void handle_timeout(Time now);

  // Server. The body is framed by head.content_length if that is set, otherwise chunked (or by close towards HTTP/1.0).
  // Without a body the head is the whole response. A status of 101, or 2xx to CONNECT, begins a tunnel.
  Result<void, Misuse> respond(MessageId message, const http::ResponseHead& head, http::BodySource* body);
  // Server: a 1xx response before the final one, but not 101.
  Result<void, Misuse> respond_interim(MessageId message, const http::ResponseHead& head);
  // Server: the peer should have spoken TLS. Whatever the peer asks, the answer is a 400 that says so, and no request
  // is reported.
  void expect_tls() { tls_expected_ = true; }
  // Client: one request at a time. The body of a CONNECT, or of a request with an Upgrade field, belongs to the tunnel
  // and is not touched before the tunnel has begun.
  Result<MessageId, Misuse> open(const http::RequestHead& head, http::BodySource* body);
  // Client: how many requests may be opened now, one or none.
  std::size_t room() const;
  void ready(MessageId message);
  void consume(MessageId message, std::size_t octets);
  // HTTP/1.1 has no reset: the connection ends, and the message never looks complete.
  void reset(MessageId message, OwnReason reason);
  void release(MessageId message);
  http::Traffic traffic(MessageId message) const;
  // Rates of the body of a message: http/rate_limits.hpp says how. Framing is not counted. Octets that are held back
  // wait with the peer, once wants_input() has turned false.
  void limit_sending(MessageId message, http::RateLimits::Buckets buckets);
  void limit_receiving(MessageId message, http::RateLimits::Buckets buckets);

  // Closes after the response that is under way, or at once if none is.
  void shutdown(Time now);
  // Server: the same, but ends with a response that says so, the next one if need be: a request that is on its way to
  // an idle connection is not lost. Where none comes, the end is that of Timeouts::idle or Timeouts::drain.
  void wind_down(Time now);
  bool is_shutting_down() const { return shutting_down_; }
  void close(OwnReason reason);
  bool closed() const;
  // The last response was broken off, and an orderly close would make it look complete: the transport is to be reset.
  bool torn() const { return torn_; }
  std::size_t live_messages() const;
  // Between two messages: nothing of the next one has come, or was opened.
  bool is_idle() const { return !close_ && awaited_ == Awaited::message && waiting().empty(); }
  std::uint32_t messages_begun() const { return last_id_; }
  Time created() const { return born_; }
  std::size_t memory() const;
  // connection_view.cpp: all of it that can be told at this moment.
  http::EngineView view(Time now) const;
  // That of the message which view() would show.
  http::Rank worst(Time now) const;

 private:
  enum class Step : bool { wait, again };
  using Slot = std::optional<Event>;

  // The most octets that a request may still have after its response is complete, if the connection is to be kept.
  static constexpr std::size_t most_drained = 64 * 1024;

  // connection_recv.cpp
  Step read(AwaitHead& state, Slot& event);
  Step read(LengthBody& state, Slot& event);
  Step read(ChunkedBody& state, Slot& event);
  Step read(Trailers& state, Slot& event);
  Step read(OpenBody& state, Slot& event);
  Step read(Complete& state, Slot& event);
  Step read(Stopped& state, Slot& event);
  Step skip_empty_line(AwaitHead& state);
  std::optional<Reason> fault_of_part(Octets text, const HeadScanner& scanner, const HeadScanner::Found& size);
  Step read_nothing(Reason at_end);
  Step deliver(Octets octets, http::End end, Slot& event);
  void end_body();
  std::size_t deliverable() const;
  Octets waiting() const { return input_.empty() ? borrowed_ : input_.readable(); }
  void drop(std::size_t octets);
  void keep_rest();

  // connection_head.cpp
  Step read_head(std::size_t size, Slot& event);
  Step read_request(std::span<char> text, Slot& event);
  Step read_response(std::span<char> text, Slot& event);
  Step read_interim(Slot& event);
  void begin_exchange(http::Method method, http::Version version);
  void begin_tunnel();
  void begin_body(const Framing& framing);

  // connection_send.cpp
  Result<void, Misuse> check_respond(MessageId message) const;
  std::optional<Misuse> obstacle() const;
  bool allows_switching(const http::ResponseHead& head) const;
  bool persists_after(Framing::Body framing) const;
  Envelope::Persistence persistence_to_tell() const;
  void begin_sending(http::BodySource* body, Framing::Body framing, std::uint64_t length);
  void write_body(Buffer& out, std::size_t budget);
  bool is_held_by_rate() const { return gates_ != nullptr && gates_->sending.is_closed(); }
  bool is_receiving_held_by_rate() const { return gates_ != nullptr && gates_->receiving.is_closed(); }
  RateGates& gates();

  // connection_close.cpp
  bool is_current(MessageId message) const { return exchange_.live && exchange_.id == message; }
  bool under_way() const { return exchange_.id != 0 && !exchange_.end; }
  bool draining() const { return exchange_.id != 0 && exchange_.end && !std::holds_alternative<Complete>(reading_); }
  void settle();
  void await_next();
  void refuse(Reason reason);
  void reject(Reason reason, Time since);
  void answer(Reason reason);
  std::string_view content_of(Reason reason) const;
  void lose_request(http::Close close);
  void give_up_lost();
  void finish(const http::Close& close);
  void break_off(const http::Close& close);
  void stop_reading();
  Slot poll_end();

  // connection_time.cpp
  void tick(Time now);
  void await(Awaited what);
  Time awaited_deadline() const;
  Time body_deadline(Time since) const;
  Time half_closed_deadline() const;
  void give_up_waiting();
  void open_gates(Time now);

  // connection_view.cpp
  std::optional<http::Wait> present_wait(Duration since_moved) const;
  http::StreamView view_message(Time now) const;

  Role role_;
  bool input_ended_ = false;
  bool shutting_down_ = false;
  bool close_reported_ = false;
  bool tls_expected_ = false;
  bool torn_ = false;
  bool now_is_old_ = false;
  Awaited awaited_ = Awaited::nothing;
  const Options& options_;

  // The rest of the octets given to receive(), and octets that had to wait longer than that call. One of both is empty.
  Octets borrowed_;
  Buffer input_;
  Reading reading_;
  Buffer head_text_;
  http::RequestHead request_;
  http::ResponseHead response_;
  http::Fields trailers_;

  MessageId last_id_ = 0;
  Exchange exchange_;
  Buffer output_;  // heads that wait for produce()
  BodyWriter body_;
  std::optional<http::Rejected> rejected_;
  http::RejectedRequest rejected_request_;
  std::optional<http::Close> close_;

  // The latest time that a call gave. Calls without a time, after the last event was polled, may come long after that.
  Time now_;
  Time born_;
  Time drain_until_ = never;
  std::optional<Time> awaited_since_;
  Time last_body_octet_;
  // The response has waited for the application since this moment, or a later one.
  Time response_moved_;
  std::uint64_t body_octets_ = 0;
  // Null nearly always.
  std::unique_ptr<RateGates> gates_;
};

}  // namespace weft::h1
