// All streams of a connection: those that the client opened, and those that the server pushed. The identifier says
// which of the two a stream is. Streams are counted here, in each kind that a limit speaks of.
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/frame/stream_id.hpp>
#include <weft/h2/stream_table.hpp>
#include <weft/http/role.hpp>

namespace weft::h2 {

class Streams {
 public:
  // `next_id` is that of our own next stream.
  Streams(http::Role role, frame::StreamId next_id, Workspace& workspace, Time epoch)
      : role_(role), next_id_(next_id), requests_(workspace, epoch), pushes_(workspace, epoch) {}

  // --- a stream begins ---------------------------------------------------------------------------------------------
  // `id` is greater than all identifiers of its kind. The stream is idle; its next state is open, or reserved where it
  // is a push.
  Stream& open(frame::StreamId id, std::uint32_t send_window, std::uint32_t receive_window, Time now) {
    ++(frame::is_client_initiated(id) ? open_requests_ : promised_);
    return table_of(id).open(id, send_window, receive_window, now);
  }
  // RFC 9113 5.1.1: opens the next stream of our own; has_next_id() must be true.
  Stream& open_next(std::uint32_t send_window, std::uint32_t receive_window, Time now) {
    const frame::StreamId id = next_id_;
    next_id_ += 2;
    return open(id, send_window, receive_window, now);
  }
  frame::StreamId next_id() const { return next_id_; }
  bool has_next_id() const { return next_id_ <= frame::max_stream_id; }
  // RFC 9113 8.4.2: "This stream becomes "half-closed" to the client (Section 5.1) after the initial HEADERS frame is
  // sent." From then on the stream counts: false where it would be one too many. A stream that is not reserved has
  // begun already.
  bool begin_pushed(Stream& stream, StreamInput headers, std::uint32_t limit);

  // --- look-up -----------------------------------------------------------------------------------------------------
  // The live stream with this identifier, or nullptr.
  Stream* find(frame::StreamId id) { return table_of(id).find(id); }
  const Stream* find(frame::StreamId id) const { return table_of(id).find(id); }
  // The state of any stream, live or not.
  StreamState state_of(frame::StreamId id, Time now) const {
    const StreamState state = table_of(id).state_of(id, now);
    // We have used all of our own identifiers below the highest: a stream that the table does not know has been
    // forgotten.
    const bool is_ours = (role_ == http::Role::server) != frame::is_client_initiated(id);
    return is_ours && state == StreamState::closed_unused ? StreamState::closed_by_peer_reset : state;
  }
  // Whether the latest known state of the stream is a reset by us, however long ago.
  bool was_reset_by_us(frame::StreamId id) const { return table_of(id).was_reset_by_us(id); }

  // --- a stream ends -----------------------------------------------------------------------------------------------
  // Notes how a stream ended that was never opened, or was released.
  void remember(frame::StreamId id, StreamState state, Time now) { table_of(id).remember(id, state, now); }
  // The stream ended by END_STREAM both ways, and close() follows.
  void complete(Stream& stream) {
    stream.complete = true;
    if (frame::is_client_initiated(stream.id)) ++ended_unreleased_;
  }
  // False where the stream was closed before: only its state changes.
  bool close(Stream& stream, StreamState state, Time now) {
    std::size_t& count = count_of(stream);
    stream.state = state;
    remember(stream.id, state, now);
    if (stream.reported) return false;
    stream.reported = true;
    --count;
    return true;
  }
  // Takes the slot of a closed stream back, and remembers the state.
  void release(Stream& stream, Time now) {
    if (stream.complete && frame::is_client_initiated(stream.id)) --ended_unreleased_;
    table_of(stream.id).release(stream, now);
  }

  // --- how many ----------------------------------------------------------------------------------------------------
  // RFC 9113 5.1.2: the streams that count, because they are not closed yet: requests, and pushes that have begun.
  std::size_t open_requests() const { return open_requests_; }
  std::size_t pushed() const { return pushed_; }
  // RFC 9113 5.1.2: "Streams in either of the "reserved" states do not count toward the stream limit."
  std::size_t promised() const { return promised_; }
  bool any_open() const { return open_requests_ + promised_ + pushed_ != 0; }
  // Whether one more request would be one too many. A peer that has its whole response may open the next stream at
  // once, even if the message has not been released yet; but at most `limit` messages may be late in this way.
  bool is_full(std::size_t limit) const {
    return requests_.live() - ended_unreleased_ >= limit || requests_.live() >= 2 * limit;
  }

  const StreamTable& requests() const { return requests_; }
  const StreamTable& pushes() const { return pushes_; }
  // Streams that have not been released.
  std::size_t live() const { return requests_.live() + pushes_.live(); }
  // True when no remembered state of a stream is needed any more.
  bool forgettable(Time now) const { return requests_.forgettable(now) && pushes_.forgettable(now); }
  // Octets of memory held, for a budget.
  std::size_t memory() const { return requests_.memory() + pushes_.memory(); }

  // The function may close streams but not release them.
  template <class Function>
  void for_each(Function&& function) {
    requests_.for_each(function);
    pushes_.for_each(function);
  }
  template <class Function>
  void for_each(Function&& function) const {
    requests_.for_each(function);
    pushes_.for_each(function);
  }

 private:
  StreamTable& table_of(frame::StreamId id) { return frame::is_client_initiated(id) ? requests_ : pushes_; }
  const StreamTable& table_of(frame::StreamId id) const { return frame::is_client_initiated(id) ? requests_ : pushes_; }
  // The number in which a stream counts as long as it is not closed.
  std::size_t& count_of(const Stream& stream) {
    if (frame::is_client_initiated(stream.id)) return open_requests_;
    return is_reserved(stream.state) ? promised_ : pushed_;
  }

  http::Role role_;
  frame::StreamId next_id_;
  StreamTable requests_;
  StreamTable pushes_;
  std::size_t open_requests_ = 0;
  std::size_t promised_ = 0;
  std::size_t pushed_ = 0;
  // Requests that ended by END_STREAM both ways and that the application has not released yet.
  std::size_t ended_unreleased_ = 0;
};

inline bool Streams::begin_pushed(Stream& stream, StreamInput headers, std::uint32_t limit) {
  if (!is_reserved(stream.state)) return true;
  if (pushed_ >= limit) return false;
  --promised_;
  ++pushed_;
  stream.state = transition(stream.state, headers).next;
  return true;
}

}  // namespace weft::h2
