// All streams of a connection: those that the client opened, and those that the server pushed. The identifier says
// which of the two a stream is. How many there are, of each kind that a limit speaks of, is counted here.
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/frame/stream_id.hpp>
#include <weft/h2/role.hpp>
#include <weft/h2/stream_table.hpp>

namespace weft::h2 {

class Streams {
 public:
  // `next_id`: of our own.
  Streams(Role role, frame::StreamId next_id, Workspace& workspace, Time epoch)
      : role_(role), next_id_(next_id), requests_(workspace, epoch), pushes_(workspace, epoch) {}

  // --- a stream begins ---------------------------------------------------------------------------------------------
  // `id` is greater than all of its kind. The stream is idle; its next state is open, or reserved where it is a push.
  Stream& open(frame::StreamId id, std::uint32_t send_window, std::uint32_t receive_window, Time now) {
    ++(frame::is_client_initiated(id) ? open_requests_ : promised_);
    return table_of(id).open(id, send_window, receive_window, now);
  }
  // RFC 9113 5.1.1: our own, while has_next_id().
  Stream& open_next(std::uint32_t send_window, std::uint32_t receive_window, Time now) {
    const frame::StreamId id = next_id_;
    next_id_ += 2;
    return open(id, send_window, receive_window, now);
  }
  frame::StreamId next_id() const { return next_id_; }
  bool has_next_id() const { return next_id_ <= frame::max_stream_id; }
  // RFC 9113 8.4.2: "This stream becomes "half-closed" to the client (Section 5.1) after the initial HEADERS frame is
  // sent." From then on it counts: false where it would be one too many. Other streams have begun already.
  bool begin_pushed(Stream& stream, StreamInput headers, std::uint32_t limit);

  // --- look-up -----------------------------------------------------------------------------------------------------
  // The stream that lives under this identifier, or nullptr.
  Stream* find(frame::StreamId id) { return table_of(id).find(id); }
  const Stream* find(frame::StreamId id) const { return table_of(id).find(id); }
  // Of any stream, living or not.
  StreamState state_of(frame::StreamId id, Time now) const {
    const StreamState state = table_of(id).state_of(id, now);
    // We have used all of our own below the highest: what the table does not know has been forgotten.
    const bool is_ours = (role_ == Role::server) != frame::is_client_initiated(id);
    return is_ours && state == StreamState::closed_unused ? StreamState::closed_by_peer_reset : state;
  }
  // Whether its latest state that is known is that we have reset it, however long ago.
  bool was_reset_by_us(frame::StreamId id) const { return table_of(id).was_reset_by_us(id); }

  // --- a stream ends -----------------------------------------------------------------------------------------------
  // How a stream ended that never lived, or lives no more.
  void remember(frame::StreamId id, StreamState state, Time now) { table_of(id).remember(id, state, now); }
  // It ended by END_STREAM both ways, and close() follows.
  void complete(Stream& stream) {
    stream.complete = true;
    if (frame::is_client_initiated(stream.id)) ++ended_unreleased_;
  }
  // False where it was closed before, and only the state is another one now.
  bool close(Stream& stream, StreamState state, Time now) {
    std::size_t& count = count_of(stream);
    stream.state = state;
    remember(stream.id, state, now);
    if (stream.reported) return false;
    stream.reported = true;
    --count;
    return true;
  }
  // Takes the slot back, and remembers the state. The stream is closed.
  void release(Stream& stream, Time now) {
    if (stream.complete && frame::is_client_initiated(stream.id)) --ended_unreleased_;
    table_of(stream.id).release(stream, now);
  }

  // --- how many ----------------------------------------------------------------------------------------------------
  // RFC 9113 5.1.2: streams that count, because they are not closed yet: the client's, and pushes that have begun.
  std::size_t open_requests() const { return open_requests_; }
  std::size_t pushed() const { return pushed_; }
  // RFC 9113 5.1.2: "Streams in either of the "reserved" states do not count toward the stream limit."
  std::size_t promised() const { return promised_; }
  bool any_open() const { return open_requests_ + promised_ + pushed_ != 0; }
  // Whether one more request would be one too many. A peer that has its whole response may open the next stream at
  // once, even if the handler behind it has not been released yet; but not for ever.
  bool is_full(std::size_t limit) const {
    return requests_.live() - ended_unreleased_ >= limit || requests_.live() >= 2 * limit;
  }

  const StreamTable& requests() const { return requests_; }
  const StreamTable& pushes() const { return pushes_; }
  // Those that have not been released.
  std::size_t live() const { return requests_.live() + pushes_.live(); }
  // Nothing that was remembered is needed any more.
  bool forgettable(Time now) const { return requests_.forgettable(now) && pushes_.forgettable(now); }
  // Octets of memory held, for a budget.
  std::size_t memory() const { return requests_.memory() + pushes_.memory(); }

  // The function may close streams but not release them.
  template <class Function>
  void for_each(Function&& function) {
    requests_.for_each(function);
    pushes_.for_each(function);
  }

 private:
  StreamTable& table_of(frame::StreamId id) { return frame::is_client_initiated(id) ? requests_ : pushes_; }
  const StreamTable& table_of(frame::StreamId id) const { return frame::is_client_initiated(id) ? requests_ : pushes_; }
  // Where it counts as long as it is not closed.
  std::size_t& count_of(const Stream& stream) {
    if (frame::is_client_initiated(stream.id)) return open_requests_;
    return is_reserved(stream.state) ? promised_ : pushed_;
  }

  Role role_;
  frame::StreamId next_id_;
  StreamTable requests_;
  StreamTable pushes_;
  std::size_t open_requests_ = 0;
  std::size_t promised_ = 0;
  std::size_t pushed_ = 0;
  // Requests that ended both ways, and the application has not released them yet.
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
