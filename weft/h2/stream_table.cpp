#include <weft/h2/stream_table.hpp>

#include <algorithm>

namespace weft::h2 {

StreamTable::~StreamTable() {
  while (!live_.empty()) release(live_.front(), epoch_);
}

Stream& StreamTable::open(frame::StreamId id, std::uint32_t send_window, std::uint32_t receive_window, Time now) {
  Slot& slot = claim(id, now);
  Stream* stream = slot.stream = workspace_.streams().make(id, send_window, receive_window);
  live_.push_back(*stream);
  ++live_count_;
  return *stream;
}

StreamState StreamTable::state_of(frame::StreamId id, Time now) const {
  if (id > highest_) return StreamState::idle;
  const Slot* slot = slot_of(id);
  // RFC 9113 5.1.1: "an endpoint may skip a stream identifier, with the effect being that the skipped stream is
  // immediately closed." A stream that was forgotten gets the same answers: it was used, long ago.
  if (slot == nullptr) return StreamState::closed_unused;
  const StreamState state = slot->stream != nullptr ? slot->stream->state : slot->state;
  const bool settled = state == StreamState::closed_by_our_reset && !in_grace(*slot, now);
  return settled ? StreamState::closed_by_peer_reset : state;
}

bool StreamTable::was_reset_by_us(frame::StreamId id) const {
  const Slot* slot = slot_of(id);
  if (slot == nullptr) return false;
  return (slot->stream != nullptr ? slot->stream->state : slot->state) == StreamState::closed_by_our_reset;
}

void StreamTable::remember(frame::StreamId id, StreamState state, Time now) {
  if (id > highest_) claim(id, now);
  Slot* slot = slot_of(id);
  if (slot == nullptr) return;
  slot->state = state;
  slot->closed_at = since_epoch(now);
}

void StreamTable::release(Stream& stream, Time now) {
  Slot* slot = slot_of(stream.id);
  slot->stream = nullptr;
  slot->state = stream.state;
  if (slot->closed_at == 0) slot->closed_at = since_epoch(now);
  if (!long_lived_.empty()) forget_old(now);

  workspace_.streams().destroy(&stream);
  --live_count_;
}

bool StreamTable::forgettable(Time now) const {
  const auto is_old = [this, now](const Slot& slot) { return !is_worth_keeping(slot, now); };
  return std::all_of(ring_.begin(), ring_.end(), is_old) && std::all_of(long_lived_.begin(), long_lived_.end(), is_old);
}

// The fields of streams are not counted here: see Limits::held_field_octets.
std::size_t StreamTable::memory() const {
  constexpr std::size_t each = sizeof(Stream) + sizeof(http::RequestHead);
  return (ring_.capacity() + long_lived_.capacity()) * sizeof(Slot) + live_count_ * each;
}

// The slot for a new identifier. The slot's stream before is old enough to be forgotten, or moves to the list.
StreamTable::Slot& StreamTable::claim(frame::StreamId id, Time now) {
  if (ring_.empty()) make_ring(smallest_ring);
  while (is_too_small(ring_[index_of(id)], now)) grow();
  Slot& slot = ring_[index_of(id)];
  if (is_worth_keeping(slot, now)) {
    forget_old(now);
    long_lived_.push_back(slot);
  }
  slot = Slot{id, 0, nullptr, StreamState::idle};
  highest_ = id;
  return slot;
}

// Whether the stream in the slot that a new identifier wants should rather stay.
bool StreamTable::is_too_small(const Slot& wanted, Time now) const {
  if (ring_.size() >= largest_ring) return false;
  return is_worth_keeping(wanted, now) || (ring_.size() < usual_ring && was_closed_lately(wanted, now));
}

bool StreamTable::is_worth_keeping(const Slot& slot, Time now) const {
  return slot.stream != nullptr || in_grace(slot, now);
}

bool StreamTable::in_grace(const Slot& slot, Time now) const {
  const StreamState state = slot.stream != nullptr ? slot.stream->state : slot.state;
  return state == StreamState::closed_by_our_reset && was_closed_lately(slot, now);
}

bool StreamTable::was_closed_lately(const Slot& slot, Time now) const {
  const auto grace = std::chrono::duration_cast<std::chrono::milliseconds>(reset_grace).count();
  return slot.closed_at != 0 && since_epoch(now) - slot.closed_at <= grace;
}

void StreamTable::make_ring(std::size_t size) {
  ring_.assign(size, Slot());
  mask_ = size - 1;
}

void StreamTable::grow() {
  const std::vector<Slot> smaller = std::move(ring_);
  make_ring(smaller.size() * 2);
  for (const Slot& slot : smaller) {
    if (slot.id != 0) ring_[index_of(slot.id)] = slot;
  }
}

void StreamTable::forget_old(Time now) {
  std::erase_if(long_lived_, [this, now](const Slot& slot) { return !is_worth_keeping(slot, now); });
}

const StreamTable::Slot* StreamTable::long_lived(frame::StreamId id) const {
  const auto place = std::lower_bound(long_lived_.begin(), long_lived_.end(), id,
                                      [](const Slot& old, frame::StreamId wanted) { return old.id < wanted; });
  return place != long_lived_.end() && place->id == id ? &*place : nullptr;
}

// Never 0, because 0 stands for no time.
std::uint32_t StreamTable::since_epoch(Time now) const {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now - epoch_).count()) + 1;
}

}  // namespace weft::h2
