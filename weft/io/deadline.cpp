#include <weft/io/deadline.hpp>

#include <algorithm>
#include <bit>

namespace weft::io {

namespace {

// The first tick that is not before `when`.
std::uint64_t tick_at_or_after(Time when) {
  const auto ticks = (when.time_since_epoch() + Deadlines::tick - Duration(1)) / Deadlines::tick;
  return static_cast<std::uint64_t>(std::max<decltype(ticks)>(ticks, 0));
}

std::uint64_t tick_at_or_before(Time when) {
  return static_cast<std::uint64_t>(std::max<Duration::rep>(when.time_since_epoch() / Deadlines::tick, 0));
}

Time time_of(std::uint64_t tick) {
  return Time(Deadlines::tick * static_cast<Duration::rep>(tick));
}

}  // namespace

void Deadlines::arm(Deadline& deadline, Time when) {
  if (when == never) return disarm(deadline);
  const bool stays = deadline.hook_.linked() && when >= deadline.when_;
  deadline.when_ = when;
  if (!stays) place(deadline);
}

void Deadlines::disarm(Deadline& deadline) {
  deadline.when_ = never;
  Slot::remove(deadline);
}

void Deadlines::expire(Time now) {
  const Tick present = tick_at_or_before(now);
  if (present <= visited_) return;
  const Tick first = std::max(visited_ + 1, present < slot_count ? 0 : present - slot_count + 1);
  // A deadline that is armed from here on belongs to a later tick.
  visited_ = present;
  for (Tick at = first; at <= present; ++at) visit(at, now);
  next_ = find_next();
}

void Deadlines::place(Deadline& deadline) {
  const Tick at = std::max(tick_at_or_after(deadline.when_), visited_ + 1);
  const std::uint64_t slot = at % slot_count;
  slots_[slot].push_back(deadline);
  occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
  next_ = std::min(next_, time_of(at));
}

void Deadlines::visit(Tick at, Time now) {
  const std::uint64_t slot = at % slot_count;
  if (slots_[slot].empty()) {
    occupied_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
    return;
  }
  // The slot's deadlines are taken out first: one that fires may arm, disarm or destroy any other.
  Slot visiting;
  while (!slots_[slot].empty()) visiting.push_back(slots_[slot].pop_front());
  occupied_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
  while (!visiting.empty()) {
    Deadline& deadline = visiting.pop_front();
    if (deadline.when_ > now) {
      place(deadline);
      continue;
    }
    deadline.when_ = never;
    deadline.on_deadline(now);
  }
}

Time Deadlines::find_next() const {
  const Tick start = visited_ + 1;
  for (Tick passed = 0; passed < slot_count;) {
    const std::uint64_t slot = (start + passed) % slot_count;
    const std::uint64_t bits = occupied_[slot / 64] >> slot % 64;
    if (bits != 0) return time_of(start + passed + static_cast<Tick>(std::countr_zero(bits)));
    passed += 64 - slot % 64;
  }
  return never;
}

}  // namespace weft::io
