// One HTTP/2 connection, either role, without I/O and without a clock (RFC 9113).
//
//   h2::Connection c(Role::server, options, workspace, now);
//   while (!octets.empty()) {
//     octets = c.receive_some(octets, now);          // whatever arrived: any segmentation gives the same result
//     while (auto event = c.poll_event()) …          // react by the calls below
//   }
//   c.produce(out, budget, now);                     // whenever wants_to_produce(): octets to send, in order
//   c.next_deadline(); c.handle_timeout(now);        // call handle_timeout() when the deadline has come
//
// A connection never blocks, never throws and never calls back, save for BodySource::pull() and trailers() inside
// produce(). Where memory runs out, the call throws std::bad_alloc, and the connection can then only be destroyed.
//
// docs/engine.md has the table of events and duties, recipes and two programs. In short:
//   The calls by which a wait begins or ends take the time; all others act at the latest time that was given.
//   Poll after every call that is not const: respond(), produce() and others have events to tell, too. Heads, fields
//   and origins that are handed in are read during the call and not kept; a BodySource is kept.
//   Octets of events are borrowed until the next receive(), heads and fields until release().
//   release() is due once for each message that was reported, opened or pushed, as a rule at its Closed; nothing for
//   Rejected. consume() is due for the octets of each DataReceived. Counters show calls that were forgotten.
//   An answer before the end of the request's body leaves that body coming: consume() it, or reset(message, no_error).
//   After ConnectionClosed: produce() until it gives nothing, half-close, read and drop for a moment, close.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/ending.hpp>
#include <weft/h2/event_queue.hpp>
#include <weft/h2/head_reader.hpp>
#include <weft/h2/intake.hpp>
#include <weft/h2/local_settings.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/pace_watch.hpp>
#include <weft/h2/parked.hpp>
#include <weft/h2/priorities.hpp>
#include <weft/http/rank.hpp>
#include <weft/http/view.hpp>

namespace weft::h2 {

class Connection {
 public:
  // `options` and `workspace` must outlive the connection; a workspace serves any number of connections of one thread.
  // A client's preface and the first SETTINGS of either role wait to be produced at once.
  Connection(Role role, const Options& options, Workspace& workspace, Time now);
  // A parked connection comes back; `options` must be the same.
  Connection(const Parked& parked, const Options& options, Workspace& workspace, Time now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- octets and time ---------------------------------------------------------------------------------------------
  // Gives back the octets that it has not taken: so many events wait that they should be polled first. Octets that
  // events borrow point into `octets`: poll all events before `octets` is overwritten.
  [[nodiscard]] Octets receive_some(Octets octets, Time now);
  // Takes all octets, however many events there will be.
  void receive(Octets octets, Time now);
  // The peer will send nothing more. Its requests are still served, as far as the windows go and the application has
  // its answers ready: Timeouts::half_closed.
  void receive_end(Time now);
  std::optional<Event> poll_event();
  // Appends to `out`: control frames, field sections, then DATA in priority order, until about `budget` octets.
  void produce(Buffer& out, std::size_t budget, Time now);
  // After a produce() with a budget above 0 that gave nothing, the result is false until something happens. A body that
  // turns out to be blocked makes the result true once without need.
  bool wants_to_produce() const;
  // False while so much waits to be produced that the peer should not be read before its transport takes some of it.
  bool wants_input() const { return writer_.size() <= options_.limits.buffered_output; }
  Time next_deadline() const;
  void handle_timeout(Time now);

  // --- messages ----------------------------------------------------------------------------------------------------
  // Server. `head` is read and not kept. `body` may be null: the head is the whole response. The body must live until
  // it has said its end and produce() has returned, or reset() or release() has, or Closed is reported. It is not
  // touched where the response has no content, as one to HEAD, nor where the result is a Misuse.
  Result<void, Misuse> respond(MessageId message, const http::ResponseHead& head, http::BodySource* body, Time now);
  // Server: a 1xx response before the final one.
  Result<void, Misuse> respond_interim(MessageId message, const http::ResponseHead& head);
  // Client. `dependency`: RFC 7540 5.3, see prioritize().
  Result<MessageId, Misuse> open(const http::RequestHead& head, http::BodySource* body, Time now,
                                 const std::optional<Dependency>& dependency = {});
  std::size_t room() const;  // client: how many messages may be opened now
  // Server: promises the answer to a request that the client has not made (RFC 9113 8.4), ahead of whatever the parent
  // sends from now on. respond() to the result is a Misuse (stream_limit) while the client has no room for one more
  // response. The request's `priority` field counts as if the client had sent it; without that field the response is a
  // step less urgent than the parent's.
  Result<MessageId, PushOutcome> push(MessageId parent, const http::RequestHead& request, Time now);
  // SETTINGS_MAX_CONCURRENT_STREAMS of the peer: how many requests, or pushed responses, it takes at a time.
  std::uint32_t peer_stream_limit() const { return durable_.peer.max_streams; }
  // RFC 8441 3: the peer is a server that takes a CONNECT with RequestHead::protocol.
  bool takes_extended_connect() const { return durable_.peer.connect_protocol; }
  // A body that was blocked has octets again.
  void ready(MessageId message, Time now);
  // The application took `octets` that DataReceived brought: credit goes back to the peer (RFC 9113 6.9).
  void consume(MessageId message, std::size_t octets);
  // RFC 9218. Server: how urgent the response is, whatever the client says (RFC 9218 8). Client: sends PRIORITY_UPDATE
  // while a response may come, unless the server does not read that; uploads follow the priority too.
  Result<void, Misuse> prioritize(MessageId message, Priority priority);
  // RFC 7540 5.3. Server: where the response stands, while the client says nothing in terms of RFC 9218. Client, with
  // Options::dependencies: sends PRIORITY, unless the server does not read that; uploads follow it too.
  Result<void, Misuse> prioritize(MessageId message, const Dependency& dependency);
  // Sends RST_STREAM. Closed will carry `reason` (user_reset if empty); the user has the blame. After a whole response,
  // no_error asks for no more of the request (RFC 9113 8.1).
  void reset(MessageId message, ErrorCode code, OwnReason reason);
  // The work for this message is over: its slot, head and fields are free again. Due once per message, at any time: a
  // message that has not ended yet is cancelled. No event of the message is reported any more.
  void release(MessageId message);
  // Octets of this message on the wire so far, frame headers included; valid until release().
  http::Traffic traffic(MessageId message) const;
  // The waits of this message, up to now or until it had been sent; valid until release(). A response counts from the
  // end of its request, or its own beginning if that comes first; a request with a body from open(). Before that, the
  // times count in which a request has not come any further for a second or more, and up to a second too much of each.
  http::Waits waits(MessageId message) const;
  // waits()[http::Wait::application], for much less.
  Duration waited_for_application(MessageId message) const;
  // Octets of this message's field sections so far; valid until release().
  http::SectionOctets section_octets(MessageId message) const;
  // How urgent this message is now, by all that both sides have said in terms of RFC 9218; valid until release().
  Priority priority(MessageId message) const;
  // See StreamView::is_placed_by_server; valid until release().
  bool is_placed_by_server(MessageId message) const;

  // --- flow control ------------------------------------------------------------------------------------------------
  // The peer gets no more credit for this message: at most the octets that its window lets through now still arrive.
  // Other messages go on. Two parties may pause a message; it goes on, with all credit owed, when both have resumed.
  void pause(MessageId message, PauseBy by = PauseBy::user);
  void resume(MessageId message, PauseBy by = PauseBy::user);
  // How many unconsumed octets the peer may send. A larger window counts at once, a smaller one by withholding credit.
  void set_window(MessageId message, std::uint32_t octets);
  void set_connection_window(std::uint32_t octets);
  // The transport has measured the path. Windows of messages that keep up with the path grow to four times the octets
  // that it holds, up to the limits in Options, save for windows that were set.
  void on_path_estimate(Duration round_trip, std::uint64_t octets_per_second);
  // Rates of DATA, of a message and of all messages together: rate_limits.hpp says how.
  void limit_sending(MessageId message, RateLimits::Buckets buckets);
  void limit_sending(RateLimits::Buckets buckets);
  void limit_receiving(MessageId message, RateLimits::Buckets buckets);
  void limit_receiving(RateLimits::Buckets buckets);
  // Octets of all bodies that were received and not consumed, and how many of them belong to paused messages.
  std::size_t unread() const { return flow_.unread(); }
  std::size_t paused_unread() const { return flow_.paused_unread(); }
  // Paused messages hold so many octets that the others get none, because Options::window_budget is used up.
  bool is_out_of_window() const { return flow_.receive_window().octets() <= 0 && flow_.lacks_budget(); }
  // Options::window_budget has once not had what the window of this connection was to have of it.
  bool has_lacked_budget() const { return flow_.has_lacked_budget(); }

  // --- connection --------------------------------------------------------------------------------------------------
  void ping(const std::array<std::uint8_t, 8>& opaque);
  // SETTINGS that change what Options said; SettingsAcknowledged comes when they are in force.
  Result<void, Misuse> update_settings(const LocalSettings& change);
  // Server, RFC 7838 4: an alternative for this origin, or, without one, for that of the message's request.
  Result<void, Misuse> send_altsvc(MessageId message_or_0, std::string_view origin, std::string_view value);
  // Server, RFC 8336 2: all origins that this connection may be used for, beside the one it was made for.
  Result<void, Misuse> send_origins(std::span<const std::string_view> origins);
  // RFC 9113 6.8: GOAWAY in two phases. Open streams are served to their end; ConnectionClosed follows the last.
  void shutdown(Time now);
  // shutdown() was called, or its age or idleness has done the same.
  bool is_shutting_down() const { return !ending_.is_running(); }
  // GOAWAY at once, with `reason` (user_close if empty) as debug data.
  void close(ErrorCode code, OwnReason reason);

  // Server: the state that must outlive the connection's memory; nullopt while something is under way.
  std::optional<Parked> park(Time now);

  bool closed() const;
  // Messages that have not been released.
  std::size_t live_messages() const;
  Time created() const { return durable_.created; }
  // Server: the number that the client has begun, by the highest of their identifiers.
  std::uint32_t messages_begun() const { return (streams_.requests().highest() + 1) / 2; }
  // Octets of memory held: queues, tables, fields. Unread bodies are the caller's.
  std::size_t memory() const;
  const Counters& counters() const { return guard_.counters(); }
  // The cost of the peer's messages just now, as the limits count it.
  const Guard& guard() const { return guard_; }
  // All of it that can be told at this moment; `now` is not earlier than in any call before.
  http::EngineView view(Time now) const;
  // That of the stream which view() would show as the worst, for much less.
  http::Rank worst(Time now) const;

 private:
  using Head = Pool<http::RequestHead>::Lease;

  Connection(Role role, Intake::Stage stage, const Parked& state, const Options& options, Workspace& workspace,
             Time now);
  // Input: from octets to frames, and from frames to messages.
  bool take_frame(Octets& octets);
  void on(const frame::Faulty& faulty);
  void on(const frame::DataStart& start);
  void on(const frame::DataPiece& piece);
  void on(const frame::Headers& frame);
  void on(const frame::Continuation& frame);
  void on(const frame::Priority& frame);
  void on(const frame::RstStream& frame);
  void on(const frame::Settings& frame);
  void on(const frame::PushPromise& frame);
  void on(const frame::Ping& frame);
  void on(const frame::Goaway& frame);
  void on(const frame::WindowUpdate& frame);
  void on(const frame::PriorityUpdate& frame);
  void on(const frame::Altsvc& frame);
  void on(const frame::Origin& frame);
  void on(const frame::Unknown& frame);
  void on_field_block(const FieldBlock& block);
  void on_request(const FieldBlock& block);
  void on_response(Stream& stream, const FieldBlock& block);
  void on_final_response(Stream& stream, http::ResponseHead& head, http::End end);
  void on_trailers(Stream& stream, const FieldBlock& block);
  void on_promise(const FieldBlock& block);
  void on_settings_ack();
  std::optional<Reason> apply(frame::Setting setting);

  // A message begins, or is turned away.
  void accept(const FieldBlock& block, Head head, std::size_t field_octets);
  void accept_promise(const FieldBlock& block, Head head, std::size_t field_octets);
  bool accept_data(const frame::DataStart& start);
  void refuse(const FieldBlock& block, Reason reason, Head head);
  void reject(const FieldBlock& block, Reason reason, Head head);
  void answer(const FieldBlock& block, http::Status status, Reason reason, Head head);
  void report_rejected(const FieldBlock& block, std::uint16_t status, Reason reason, Head head, std::size_t sent);
  void decline(frame::StreamId promised, Reason reason);
  std::optional<PushOutcome> refusal_of(const Stream* parent, const http::RequestHead& request) const;

  // Output.
  void send_first_settings();
  void start_body(Stream& stream, http::BodySource& body);
  void produce_data(Stream& stream, Buffer& out);
  template <class Section>
  void send_section(Stream& stream, const Section& section, http::End end);
  void write_data(Stream& stream, Buffer& out, std::size_t size, http::End end);
  void go_on_at_rate();

  // A stream ends.
  void end_of_input(Stream& stream);
  void end_of_output(Stream& stream);
  void complete(Stream& stream);
  void stream_error(frame::StreamId stream, Reason reason);
  void cancel(Stream& stream, ErrorCode code, const http::Close& close);
  void send_reset(frame::StreamId id, const Stream* stream, ErrorCode code);
  void close_stream(Stream& stream, StreamState state, const http::Close& close);
  void give_up_blocked();
  void give_up_waiting();
  void give_up_request(Stream& stream, Reason reason);

  // The connection ends. charge() and charge_glitch() return false where the connection is lost.
  bool charge(std::optional<Reason> broken);
  bool charge_glitch();
  void fail(Reason reason);
  void lose(const http::Close& close, ErrorCode code);
  void end(http::Close close, ErrorCode code);
  void begin_shutdown(Reason reason);
  void finish_announcing();
  void end_if_drained();

  void advance(Time now);
  LedgerClock clock_at(Time now) const;
  void scan();
  void count_standstill(Stream& stream);
  Time idle_deadline() const;
  bool can_park(Time now);
  bool is_server() const { return role_ == Role::server; }

  const Role role_;
  const Options& options_;
  Workspace& workspace_;
  Durable durable_;

  Intake intake_;
  Ending ending_;
  HeadReader heads_;
  Guard guard_;
  Streams streams_;
  Priorities priorities_;
  SettingsInForce own_settings_;
  Flow flow_;
  PaceWatch pace_;
  FrameWriter writer_;
  EventQueue events_;
  std::uint32_t pings_outstanding_ = 0;
  // clock_ shows the time, and how long all messages were held so far.
  LedgerClock clock_;
};

// The view of a connection that is parked. `options` must be the same.
http::EngineView view_of(const Parked& parked, const Options& options, Workspace& workspace, Time now);

}  // namespace weft::h2
