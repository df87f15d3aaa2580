#include <cli/status/picture.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <cli/status/cells.hpp>
#include <cli/support/counted.hpp>
#include <weft/base/grouped.hpp>

namespace weft::cli::status {
namespace {

using get::columns_of;
using get::octets_text;

constexpr std::size_t indent = 13;
constexpr std::string_view between = "   ";
// Reasons that are rarer than these are only counted.
constexpr std::size_t most_reasons = 6;

// Attributes of the terminal's own colours, so that they can be read on light and dark ones.
std::string dim(const std::string& text, const Look& look) {
  return look.has_colours ? "\x1b[2m" + text + "\x1b[22m" : text;
}

class Rows {
 public:
  explicit Rows(const Look& look) : look_(look) {}

  // Nothing without items. Each stays whole, and goes to the next line where it does not fit.
  void add(std::string_view subject, const std::vector<std::string>& items) {
    if (items.empty()) return;
    begin(subject);
    const std::size_t room = look_.columns > indent + 8 ? look_.columns - indent : 8;
    std::size_t used = 0;
    for (const std::string& whole : items) {
      const std::string item = cut_to(whole, room);
      const std::size_t needs = columns_of(item) + (used == 0 ? 0 : between.size());
      if (used != 0 && used + needs > room) {
        begin("");
        used = 0;
      } else if (used != 0) {
        lines.back() += between;
      }
      lines.back() += item;
      used += used == 0 ? columns_of(item) : needs;
    }
  }
  void add_empty() { lines.emplace_back(); }

  std::vector<std::string> lines;

 private:
  void begin(std::string_view subject) { lines.push_back(dim(fmt::format("{:<{}}", subject, indent), look_)); }

  const Look& look_;
};

std::string said(std::string_view name, std::uint64_t count) {
  return fmt::format("{} {}", name, grouped(count));
}

// Those that are not 0.
std::vector<std::string> items_of(const Counts& counts) {
  std::vector<std::string> items;
  for (const auto& [name, count] : counts) {
    if (count != 0) items.push_back(said(name, count));
  }
  return items;
}

// Equal ones are in the order of their names.
constexpr auto is_larger = [](const auto& a, const auto& b) {
  return a.second != b.second ? a.second > b.second : a.first < b.first;
};

// The most frequent ones first.
std::vector<std::string> top_of(Counts counts) {
  std::ranges::sort(counts, is_larger);
  std::uint64_t rest = 0;
  for (std::size_t i = most_reasons; i < counts.size(); ++i) rest += counts[i].second;
  if (counts.size() > most_reasons) counts.resize(most_reasons);
  auto items = items_of(counts);
  if (rest != 0) items.push_back(said("others", rest));
  return items;
}

std::vector<std::string> described(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<std::string> items;
  for (const auto& [name, more] : pairs) items.push_back(more.empty() ? name : fmt::format("{} ({})", name, more));
  return items;
}

// The growth of a number in a second.
class Growth {
 public:
  Growth(const Snapshot& now, const Snapshot* before)
      : now_(now), before_(before), seconds_(now.uptime - (before == nullptr ? 0 : before->uptime)) {}

  double of(std::uint64_t Snapshot::* number) const {
    const std::uint64_t old = before_ == nullptr ? 0 : before_->*number;
    return seconds_ <= 0 || now_.*number < old ? 0 : static_cast<double>(now_.*number - old) / seconds_;
  }
  // Mean milliseconds of the requests that have ended meanwhile.
  double mean_duration() const {
    const std::uint64_t old = before_ == nullptr ? 0 : before_->requests;
    if (now_.requests <= old) return 0;
    const double spent = now_.duration - (before_ == nullptr ? 0 : before_->duration);
    return std::max(0.0, 1000 * spent / static_cast<double>(now_.requests - old));
  }

 private:
  const Snapshot& now_;
  const Snapshot* before_;
  double seconds_;
};

std::string rate_text(double rate) {
  return rate < 10 ? fmt::format("{:.1f}/s", rate) : grouped(static_cast<std::uint64_t>(std::llround(rate))) + "/s";
}

std::string traffic_text(std::string_view way, double rate, std::uint64_t all) {
  return fmt::format("{} {}/s, {} in all", way, octets_text(static_cast<std::uint64_t>(rate)), octets_text(all));
}

std::string duration_text(double milliseconds) {
  return milliseconds < 1000 ? fmt::format("{:.1f} ms", milliseconds) : fmt::format("{:.1f} s", milliseconds / 1000);
}

void add_places(const Snapshot& now, Rows& rows) {
  rows.add("since", {now.since});
  rows.add("endpoints", described(now.endpoints));
  rows.add("sites", described(now.sites));
  for (const auto& [names, date] : now.certificates) rows.add("certificate", {names, "until " + date});
}

void add_open(const Snapshot& now, Rows& rows) {
  std::vector<std::string> items = {fmt::format("{} open of {}", grouped(now.open), grouped(now.limit))};
  for (const auto& [version, count] : now.opened) {
    if (count != 0) items.push_back(said(version == "none" ? "without a version" : version, count));
  }
  rows.add("connections", items);
}

void add_ends(const Snapshot& now, Rows& rows) {
  rows.add("  fallback", items_of(now.fallback));
  rows.add("  closed", top_of(now.closed));
  rows.add("  refused", items_of(now.refused));
}

void add_requests(const Snapshot& now, const Growth& growth, Rows& rows) {
  std::vector<std::string> items = {rate_text(growth.of(&Snapshot::requests)), grouped(now.requests) + " in all"};
  if (now.requests != 0) items.push_back(duration_text(growth.mean_duration()) + " each");
  if (now.pushed != 0) items.push_back(said("pushed", now.pushed));
  rows.add("requests", items);
}

void add_answers(const Snapshot& now, Rows& rows) {
  rows.add("  versions", items_of(now.versions));
  rows.add("  status", items_of(now.statuses));
  rows.add("  cut", top_of(now.cut));
}

void add_octets(const Snapshot& now, const Growth& growth, Rows& rows) {
  rows.add("octets", {traffic_text("out", growth.of(&Snapshot::sent), now.sent),
                      traffic_text("in", growth.of(&Snapshot::received), now.received)});
}

// Where there is a limit. What was given up stays to be seen.
void add_memory(const Snapshot& now, Rows& rows) {
  if (now.memory_limit == 0 || now.memory == 0) return;
  std::vector<std::string> items = {fmt::format("{} of {}", octets_text(now.memory), octets_text(now.memory_limit))};
  if (now.pressure != "none") items.push_back("pressure " + now.pressure);
  rows.add("memory", items);
  rows.add("  given up", items_of(now.shed));
}

void add_rest(const Snapshot& now, Rows& rows) {
  add_memory(now, rows);
  if (now.log_dropped != 0) rows.add("log", {said("lines dropped", now.log_dropped)});
}

// The largest first: the one that a request has waited for most.
void add_waits(const Snapshot& now, Rows& rows) {
  auto waits = now.waits;
  std::ranges::sort(waits, is_larger);
  double all = 0;
  for (const auto& [cause, seconds] : waits) all += seconds;
  std::vector<std::string> items;
  for (const auto& [cause, seconds] : waits) {
    if (seconds > 0) items.push_back(fmt::format("{} {:.1f} s ({:.0f} %)", cause, seconds, 100 * seconds / all));
  }
  rows.add("waits", items);
}

}  // namespace

std::string bold(const std::string& text, const Look& look) {
  return look.has_colours && !text.empty() ? "\x1b[1m" + text + "\x1b[22m" : text;
}

std::string age_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  if (whole < 86'400) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  return fmt::format("{} d {} h", whole / 86'400, whole / 3600 % 24);
}

std::string head_of(const Snapshot& now, const std::string& load, const Look& look) {
  return bold(cut_to(fmt::format("weft {}   {}{}   up {}   {}", now.version, now.phase, load, age_text(now.uptime),
                                 counted(now.threads, "thread")),
                     look.columns),
              look);
}

std::vector<std::string> lines_of(const Snapshot& now, const Snapshot* before, const Look& look) {
  Rows rows(look);
  const Growth growth(now, before);
  rows.lines.push_back(head_of(now, "", look));
  rows.add_empty();
  add_places(now, rows);
  rows.add_empty();
  add_open(now, rows);
  add_ends(now, rows);
  rows.add_empty();
  add_requests(now, growth, rows);
  add_answers(now, rows);
  add_octets(now, growth, rows);
  add_waits(now, rows);
  add_rest(now, rows);
  return std::move(rows.lines);
}

std::vector<std::string> totals_of(const Snapshot& now, const Snapshot* before, const Look& look) {
  Rows rows(look);
  const Growth growth(now, before);
  add_requests(now, growth, rows);
  add_octets(now, growth, rows);
  add_open(now, rows);
  add_waits(now, rows);
  add_rest(now, rows);
  add_answers(now, rows);
  add_ends(now, rows);
  add_places(now, rows);
  return std::move(rows.lines);
}

}  // namespace weft::cli::status
