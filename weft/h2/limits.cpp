#include <weft/h2/limits.hpp>

#include <algorithm>

namespace weft::h2 {

namespace {

std::optional<Reason> unless(bool within, Reason reason) {
  if (within) return std::nullopt;
  return reason;
}

// A DATA frame below this size costs the difference.
constexpr std::uint32_t fair_data_size = 256;

}  // namespace

Guard::Guard(const Limits& limits, Time now)
    : limits_(limits),
      refusals_(limits.refusals, limits.refusals_per_second, now),
      resets_(limits.resets, limits.resets_per_second, now),
      glitches_(limits.glitches, limits.glitches_per_second, now),
      pings_(limits.pings, limits.pings_per_second, now),
      settings_(limits.settings_frames, limits.settings_frames_per_second, now) {}

void Guard::stream_completed() {
  ++counters_.streams_completed;
  resets_.give(1);
}

std::optional<Reason> Guard::stream_refused(Time now) {
  ++counters_.streams_refused;
  return unless(refusals_.take(1, now), Reason::refusals_limit);
}

std::optional<Reason> Guard::stream_reset(Time now) {
  ++counters_.streams_reset;
  return unless(resets_.take(1, now), Reason::resets_limit);
}

std::optional<Reason> Guard::glitch(Time now) {
  ++counters_.glitches;
  return unless(glitches_.take(1, now), Reason::glitches_limit);
}

std::optional<Reason> Guard::ping(Time now) {
  ++counters_.pings;
  return unless(pings_.take(1, now), Reason::pings_limit);
}

std::optional<Reason> Guard::settings(std::size_t entries, Time now) {
  ++counters_.settings;
  return unless(entries <= limits_.settings_entries && settings_.take(1, now), Reason::settings_limit);
}

std::optional<Reason> Guard::window_update() {
  ++counters_.window_updates;
  return unless(counters_.window_updates <= most_window_updates(), Reason::window_updates_limit);
}

bool Guard::priority() {
  ++counters_.priorities;
  return counters_.priorities <= most_priorities();
}

std::optional<Reason> Guard::continuation(std::uint32_t frames, std::uint32_t empty_frames) const {
  return unless(frames <= limits_.continuations && empty_frames <= limits_.empty_continuations,
                Reason::continuations_limit);
}

std::uint32_t Guard::data_cost(std::uint32_t octets) {
  return fair_data_size - std::min(octets, fair_data_size);
}

std::optional<Reason> Guard::data(std::uint32_t cost) {
  overhead_ += cost;
  return unless(overhead_ <= limits_.data_overhead, Reason::data_overhead_limit);
}

void Guard::switched(std::uint64_t octets) {
  ++counters_.switches;
  counters_.switch_octets_last = octets;
  counters_.switch_octets_most = std::max(counters_.switch_octets_most, octets);
}

bool Guard::hold_fields(std::size_t octets) {
  if (held_fields_ + remembered_fields_ + octets > limits_.held_field_octets) return false;
  held_fields_ += octets;
  return true;
}

bool Guard::remember_fields(std::size_t octets) {
  const bool fits = held_fields_ + octets <= limits_.held_field_octets;
  remembered_fields_ = fits ? octets : 0;
  return fits;
}

std::optional<Reason> Guard::ack_queued() {
  return unless(++unsent_acks_ <= limits_.unsent_acks, Reason::unsent_acks_limit);
}

std::optional<Reason> Guard::reset_queued() {
  return unless(++unsent_resets_ <= limits_.unsent_resets, Reason::unsent_resets_limit);
}

std::optional<Reason> Guard::unsent_answers() const {
  return unless(unsent_answers_ <= limits_.buffered_output, Reason::unsent_output_limit);
}

std::vector<http::EngineView::Limit> Guard::uses(Time now) const {
  const auto bucket = [now](std::string_view name, TokenBucket copy) {
    return http::EngineView::Limit{name, copy.capacity() - copy.left(now), copy.capacity()};
  };
  return {bucket("refusals", refusals_),
          bucket("resets", resets_),
          bucket("glitches", glitches_),
          bucket("pings", pings_),
          bucket("settings_frames", settings_),
          {"window_updates", counters_.window_updates, most_window_updates()},
          {"priorities", counters_.priorities, most_priorities()},
          {"data_overhead", overhead_, limits_.data_overhead},
          {"held_field_octets", held_fields_ + remembered_fields_, limits_.held_field_octets},
          {"unsent_acks", unsent_acks_, limits_.unsent_acks},
          {"unsent_resets", unsent_resets_, limits_.unsent_resets}};
}

bool Guard::is_weary(Time now) {
  return glitches_.left(now) < glitches_.capacity() / 4;
}

bool Guard::is_calm(Time now) {
  if (overhead_ != 0 || unsent_acks_ != 0 || unsent_resets_ != 0 || unsent_answers_ != 0) return false;
  const auto is_whole = [now](TokenBucket& bucket) { return bucket.left(now) == bucket.capacity(); };
  return is_whole(refusals_) && is_whole(resets_) && is_whole(glitches_) && is_whole(pings_);
}

}  // namespace weft::h2
