#include <weft/session/replay/sent_octets.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include <weft/trace/format.hpp>
#include <weft/trace/tap.hpp>

namespace weft::session {

using trace::Direction;

namespace {

const trace::OctetsSeen* octets_in(const trace::Recording::Entry& entry, Direction direction) {
  const auto* seen = std::get_if<trace::OctetsSeen>(&entry);
  return seen != nullptr && seen->direction == direction ? seen : nullptr;
}

}  // namespace

SentOctets::SentOctets(const trace::Recording& recording) : recording_(recording) {
  for (const auto& entry : recording.entries) {
    if (const auto* seen = octets_in(entry, Direction::sent)) expected_ += as_text(seen->octets);
    const auto* event = std::get_if<trace::Event>(&entry);
    if (event != nullptr && std::holds_alternative<trace::Ended>(event->what)) is_cut_ = false;
  }
}

bool SentOctets::compare(Octets octets, Time now) {
  const std::string_view fresh = as_text(octets);
  const std::string_view rest = std::string_view(expected_).substr(at_);
  const auto end = std::mismatch(fresh.begin(), fresh.end(), rest.begin(), rest.end()).first;
  const auto same = static_cast<std::size_t>(end - fresh.begin());
  at_ += same;
  if (same == fresh.size() || (is_cut_ && at_ == expected_.size())) return true;
  tell(now, octets[same]);
  return false;
}

bool SentOctets::is_whole(Time now) {
  if (at_ == expected_.size()) return true;
  tell(now, std::nullopt);
  return false;
}

void SentOctets::tell(Time now, std::optional<std::uint8_t> replayed) {
  Difference difference{.time = now, .offset = at_, .recorded = std::nullopt, .replayed = replayed, .inside = ""};
  if (at_ < expected_.size()) {
    difference.recorded = static_cast<std::uint8_t>(expected_[at_]);
    difference.inside = event_at(at_);
  }
  difference_ = std::move(difference);
}

// Keeps the first event that ends behind an octet: that octet lies in it.
struct SentOctets::Finder final : trace::Reader {
  Finder(http::Role role, std::size_t its_offset) : format(role, Time(), {}), offset(its_offset) {}

  void on_event(const trace::Event& event) override {
    if (event.direction == Direction::sent && seen > offset && found.empty()) found = format.lines(event);
  }

  trace::Format format;
  std::size_t offset;
  std::size_t seen = 0;
  std::string found;
};

std::string SentOctets::event_at(std::size_t offset) const {
  Finder finder(recording_.role, offset);
  trace::Tap tap(recording_.role, recording_.version, finder);
  for (const auto& entry : recording_.entries) {
    if (const auto* seen = octets_in(entry, Direction::received)) tap.received(seen->octets, seen->time);
    const auto* sent = octets_in(entry, Direction::sent);
    for (std::size_t i = 0; sent != nullptr && i < sent->octets.size() && finder.found.empty(); ++i) {
      ++finder.seen;
      tap.sent(sent->octets.subspan(i, 1), sent->time);
    }
  }
  return finder.found.substr(0, finder.found.find('\n'));
}

}  // namespace weft::session
