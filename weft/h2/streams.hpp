// All streams of a connection: those that the client opened, and those that the server pushed. The identifier says
// which of the two a stream is.
#pragma once

#include <cstddef>

#include <weft/frame/stream_id.hpp>
#include <weft/h2/stream_table.hpp>

namespace weft::h2 {

class Streams {
 public:
  Streams(Workspace& workspace, Time epoch) : requests_(workspace, epoch), pushes_(workspace, epoch) {}

  // `id` is greater than all of its kind. The stream is idle.
  Stream& open(frame::StreamId id, std::uint32_t send_window, std::uint32_t receive_window, Time now) {
    return table_of(id).open(id, send_window, receive_window, now);
  }
  // The stream that lives under this identifier, or nullptr.
  Stream* find(frame::StreamId id) { return table_of(id).find(id); }
  const Stream* find(frame::StreamId id) const { return table_of(id).find(id); }
  // Of any stream, living or not.
  StreamState state_of(frame::StreamId id, Time now) const { return table_of(id).state_of(id, now); }
  // Whether its latest state that is known is that we have reset it, however long ago.
  bool was_reset_by_us(frame::StreamId id) const { return table_of(id).was_reset_by_us(id); }
  // How a stream ended that never lived, or lives no more.
  void remember(frame::StreamId id, StreamState state, Time now) { table_of(id).remember(id, state, now); }
  // Takes the slot back, and remembers the state.
  void release(Stream& stream, Time now) { table_of(stream.id).release(stream, now); }

  const StreamTable& requests() const { return requests_; }
  const StreamTable& pushes() const { return pushes_; }
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

  StreamTable requests_;
  StreamTable pushes_;
};

}  // namespace weft::h2
