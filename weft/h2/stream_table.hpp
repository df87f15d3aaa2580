// The streams that one side of a connection has opened: the live ones, and how the latest others ended.
//
// RFC 9113 5.1.1: identifiers only grow. So the latest streams are in a ring, indexed by identifier; a stream that
// outlives its place in the ring moves to a list, which is sorted without any work.
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
  // The live stream with this identifier, or nullptr.
  Stream* find(frame::StreamId id) {
    const Slot* slot = slot_of(id);
    return slot == nullptr ? nullptr : slot->stream;
  }
  const Stream* find(frame::StreamId id) const {
    const Slot* slot = slot_of(id);
    return slot == nullptr ? nullptr : slot->stream;
  }
  // The state of any stream, live or not.
  StreamState state_of(frame::StreamId id, Time now) const;
  // Whether the latest known state of the stream is a reset by us, however long ago.
  bool was_reset_by_us(frame::StreamId id) const;
  // Notes how a stream ended that was never opened, or was released; `id` may be greater than highest().
  void remember(frame::StreamId id, StreamState state, Time now);
  // Takes the stream's slot back, and remembers the state.
  void release(Stream& stream, Time now);

  frame::StreamId highest() const { return highest_; }
  std::size_t live() const { return live_count_; }
  // No stream lives, and no RST_STREAM of ours can still be on its way.
  bool forgettable(Time now) const;
  // Octets of memory held, for a budget.
  std::size_t memory() const;

  // The function may close streams but not release them.
  template <class Function>
  void for_each(Function&& function) {
    if (live_.empty()) return;
    for (Stream* stream = &live_.front(); stream != nullptr; stream = live_.next(*stream)) function(*stream);
  }
  template <class Function>
  void for_each(Function&& function) const {
    for (const Stream* stream = live_.first(); stream != nullptr; stream = live_.next(*stream)) function(*stream);
  }

 private:
  struct Slot {
    frame::StreamId id = 0;
    // Milliseconds since the epoch; 0 while the stream is not closed.
    std::uint32_t closed_at = 0;
    Stream* stream = nullptr;
    StreamState state = StreamState::idle;
  };

  // Enough for a connection that asks for little.
  static constexpr std::size_t smallest_ring = 16;
  // Holds as many streams as may live at a time by default, even where they lived one right after the other: frames
  // about such streams are no mistake of a peer that has read all answers.
  static constexpr std::size_t usual_ring = 128;
  // Twice the usual size: an identifier that has left this ring is old.
  static constexpr std::size_t largest_ring = 256;

  std::size_t index_of(frame::StreamId id) const { return (id >> 1) & mask_; }
  void make_ring(std::size_t size);
  Slot& claim(frame::StreamId id, Time now);
  bool is_too_small(const Slot& wanted, Time now) const;
  bool is_worth_keeping(const Slot& slot, Time now) const;
  // True while our RST_STREAM may still be on its way to the peer.
  bool in_grace(const Slot& slot, Time now) const;
  bool was_closed_lately(const Slot& slot, Time now) const;
  void grow();
  void forget_old(Time now);
  // Finds the slot of a stream that was used lately, in one step.
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
  // The number of slots, a power of two, less one. slots_.size() would cost a division in every look-up.
  std::size_t mask_ = 0;
  // Sorted by identifier, because streams come here in that order.
  std::vector<Slot> long_lived_;
  IntrusiveList<Stream, &Stream::live_hook> live_;
  std::size_t live_count_ = 0;
  frame::StreamId highest_ = 0;
};

// Beyond the RFC: 5.1 says "Endpoints SHOULD NOT use timers for this purpose"; but without a timer a peer that never
// answers could send on a stream that we have reset for ever, at no cost.
inline constexpr Duration reset_grace = std::chrono::seconds(1);

}  // namespace weft::h2
