// The streams that one side of a connection has opened: those that live, and how the latest others ended.
//
// RFC 9113 5.1.1: identifiers only grow. So the latest ones are in a ring, indexed by identifier; a stream that
// outlives its place in the ring moves to a list that stays sorted by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/stream.hpp>
#include <weft/h2/workspace.hpp>

namespace weft::h2 {

class StreamTable {
 public:
  StreamTable(Workspace& workspace, Time epoch) : workspace_(workspace), epoch_(epoch) {}
  ~StreamTable();
  StreamTable(const StreamTable&) = delete;
  StreamTable& operator=(const StreamTable&) = delete;

  // `id` is greater than highest(). The stream is idle.
  Stream& open(frame::StreamId id, std::uint32_t send_window, std::uint32_t receive_window, Time now);
  // The stream that lives under this identifier, or nullptr.
  Stream* find(frame::StreamId id) {
    const Slot* slot = slot_of(id);
    return slot == nullptr ? nullptr : slot->stream;
  }
  const Stream* find(frame::StreamId id) const {
    const Slot* slot = slot_of(id);
    return slot == nullptr ? nullptr : slot->stream;
  }
  // Of any stream, living or not.
  StreamState state_of(frame::StreamId id, Time now) const;
  // Whether the latest that is known of it is that we have reset it, however long ago.
  bool was_reset_by_us(frame::StreamId id) const;
  // How a stream ended that never lived, or lives no more; `id` may be greater than highest().
  void remember(frame::StreamId id, StreamState state, Time now);
  // Takes the slot back, and remembers the state.
  void release(Stream& stream, Time now);

  frame::StreamId highest() const { return highest_; }
  std::size_t live() const { return live_count_; }
  // None lives, and no RST_STREAM of ours can still be on its way.
  bool forgettable(Time now) const;
  // Octets of memory held, for a budget.
  std::size_t memory() const;

  // The function may close streams but not release them.
  template <class Function>
  void for_each(Function&& function) {
    if (live_.empty()) return;
    for (Stream* stream = &live_.front(); stream != nullptr; stream = live_.next(*stream)) function(*stream);
  }

 private:
  struct Slot {
    frame::StreamId id = 0;
    // Milliseconds since the epoch; 0 while it is not closed.
    std::uint32_t closed_at = 0;
    Stream* stream = nullptr;
    StreamState state = StreamState::idle;
  };

  // Enough for a connection that asks for little.
  static constexpr std::size_t smallest_ring = 16;
  // As many as may live at a time by default, even where one lived right after the other: what a peer that has read all
  // answers says of their streams is no mistake.
  static constexpr std::size_t usual_ring = 128;
  // Twice as many: an identifier that has left the ring is old.
  static constexpr std::size_t largest_ring = 256;

  std::size_t index_of(frame::StreamId id) const { return (id >> 1) & mask_; }
  void make_ring(std::size_t size);
  Slot& claim(frame::StreamId id, Time now);
  bool is_too_small(const Slot& wanted, Time now) const;
  bool is_worth_keeping(const Slot& slot, Time now) const;
  // Our RST_STREAM may still be on its way to the peer.
  bool in_grace(const Slot& slot, Time now) const;
  bool was_closed_lately(const Slot& slot, Time now) const;
  void grow();
  void forget_old(Time now);
  // Of one that was used lately, at once.
  const Slot* slot_of(frame::StreamId id) const {
    if (ring_.empty()) return nullptr;
    const Slot& slot = ring_[index_of(id)];
    return slot.id == id ? &slot : long_lived(id);
  }
  Slot* slot_of(frame::StreamId id) { return const_cast<Slot*>(static_cast<const StreamTable*>(this)->slot_of(id)); }
  const Slot* long_lived(frame::StreamId id) const;
  std::uint32_t since_epoch(Time now) const;

  Workspace& workspace_;
  Time epoch_;
  std::vector<Slot> ring_;
  // How many, a power of two, less one. The vector would have to divide, in every look-up.
  std::size_t mask_ = 0;
  // By identifier: they come here in that order.
  std::vector<Slot> long_lived_;
  IntrusiveList<Stream, &Stream::live_hook> live_;
  std::size_t live_count_ = 0;
  frame::StreamId highest_ = 0;
};

// Beyond the RFC: 5.1 says "Endpoints SHOULD NOT use timers for this purpose"; but without one a peer that never
// answers could send on a stream that we have reset for ever, at no cost.
inline constexpr Duration reset_grace = std::chrono::seconds(1);

}  // namespace weft::h2
