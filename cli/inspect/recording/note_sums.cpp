#include <cli/inspect/recording/note_sums.hpp>

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <cli/inspect/recording/add_time.hpp>
#include <weft/base/grouped.hpp>

namespace weft::cli::inspect {

void NoteSums::take(const trace::Note& note) {
  any_ = true;
  std::visit([&](const auto& what) { add(what, note.time); }, note.what);
}

// The change was when the new wait began, and is told when somebody has looked.
void NoteSums::add(const trace::WaitChanged& changed, Time now) {
  const Time when = now - changed.waiting;
  const auto [place, is_new] = waiting_.try_emplace(changed.stream, Waiting{changed.now, when});
  if (is_new) return;
  const Waiting before = std::exchange(place->second, {changed.now, when});
  if (before.cause) add_time(waits_[*before.cause], when - before.since);
}

void NoteSums::add(const trace::SchedulePick& pick, Time) {
  ++picks_[pick.stream];
}

void NoteSums::add(const trace::FieldsInserted& inserted, Time) {
  Table& changed = table(inserted.direction);
  changed.inserted += inserted.fields.size();
  changed.entries = inserted.entries;
  changed.size = inserted.size;
}

void NoteSums::add(const trace::FieldsEvicted& evicted, Time) {
  Table& changed = table(evicted.direction);
  changed.evicted += evicted.count;
  changed.entries = evicted.entries;
  changed.size = evicted.size;
}

http::Waits NoteSums::waits_until(Time end) const {
  http::Waits waits = waits_;
  for (const auto& [stream, waiting] : waiting_) {
    if (waiting.cause) add_time(waits[*waiting.cause], end - waiting.since);
  }
  return waits;
}

std::string NoteSums::waits_text(Time end) const {
  const http::Waits waits = waits_until(end);
  std::string out;
  for (const http::Wait wait : http::all_waits) {
    if (waits[wait] == Duration::zero()) continue;
    const std::chrono::duration<double, std::milli> time = waits[wait];
    out += fmt::format("   {} {:.1f} ms", to_string(wait), time.count());
  }
  return out.empty() ? "   nothing" : out;
}

std::string NoteSums::text(Time end) const {
  if (!any_) return {};
  std::uint64_t picks = 0;
  for (const auto& [stream, count] : picks_) picks += count;
  std::string out = fmt::format("engine    {} picks of {} streams; waited for{}\n", grouped(picks),
                                grouped(picks_.size()), waits_text(end));
  for (const auto& [name, changed] : {std::pair("sent", tables_[0]), std::pair("received", tables_[1])}) {
    if (changed.inserted == 0 && changed.evicted == 0) continue;
    out += fmt::format("HPACK     {}: {} fields in, {} out, {} in the table at last, {} B\n", name,
                       grouped(changed.inserted), grouped(changed.evicted), grouped(changed.entries),
                       grouped(changed.size));
  }
  return out;
}

}  // namespace weft::cli::inspect
