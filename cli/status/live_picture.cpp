#include <cli/status/live_picture.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <cli/status/cells.hpp>
#include <cli/status/grid.hpp>
#include <cli/support/counted.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

// A server that is well has streams that wait for a moment, and each picture has other ones.
constexpr double shortest_told = 0.5;  // seconds
constexpr std::size_t gauge_width = 22;
constexpr std::size_t short_bar = 10;

constexpr std::array connection_columns = {GridColumn{"id", 6, true},
                                           GridColumn{"peer"},
                                           GridColumn{"streams", 7, true, 72},
                                           GridColumn{"stalled", 7, true},
                                           GridColumn{"", gauge_width, false, 150},
                                           GridColumn{"send window", 11, true},
                                           GridColumn{"unsent", 10, true, 80},
                                           GridColumn{"rate", 12, true, 100},
                                           GridColumn{"who", 7, false, 0, 120},
                                           GridColumn{"who must act", 28, false, 120}};
constexpr std::array stream_columns = {GridColumn{"stream", 10, true},
                                       GridColumn{"request"},
                                       GridColumn{"wait", 17},
                                       GridColumn{"for", 8, true},
                                       GridColumn{"side", 7, false, 70},
                                       GridColumn{"window", 11, true, 80},
                                       GridColumn{"unsent", 10, true, 100},
                                       GridColumn{"order", 9, false, 120},
                                       GridColumn{"last 10 s", short_bar, false, 110, 150},
                                       GridColumn{"last 30 s", WaitBars::longest, false, 150}};

// Lines of the parts, besides the one that each begins with, and empty lines behind each.
struct Heights {
  std::size_t gap;
  std::size_t sentence;
  std::size_t proof;
  std::size_t connections;
  std::size_t streams;
  std::size_t totals;
};

Heights heights_for(std::size_t rows, std::size_t columns) {
  const std::size_t gap = rows >= 36 ? 1 : 0;
  const std::size_t sentence = columns >= 140 ? 2 : columns >= 76 ? 3 : 4;
  const std::size_t proof = rows >= 30 ? 5 : 3;
  constexpr std::size_t parts = 4;
  const std::size_t fixed = parts * (1 + gap) + sentence + proof;
  const std::size_t room = rows > fixed ? rows - fixed : 0;
  const std::size_t connections = std::min(room, std::clamp<std::size_t>(room / 4, 2, 10));
  const std::size_t totals = std::min<std::size_t>((room - connections) * 2 / 5, 14);
  return {gap, sentence, proof, connections, room - connections - totals, totals};
}

// As the server ranks them: a handler that has begun to answer may be meant to be slow, as events are.
double need_of(const Json& stream) {
  if (stream.at("wait").is_null()) return -1;
  const bool may_be_meant = stream.at("wait").get<std::string>() == "application" && !stream.at("status").is_null();
  return stream.at("waiting").get<double>() + (may_be_meant ? 0 : 1e9);
}

std::string wait_of(const Json& stream) {
  return stream.at("wait").is_null() ? "" : stream.at("wait").get<std::string>();
}

// Null: it has no stream.
const Json* neediest_of(const Json& connection) {
  const Json* most = nullptr;
  for (const Json& each : connection.at("streams")) {
    if (most == nullptr || need_of(each) > need_of(*most)) most = &each;
  }
  return most;
}

std::string name_of(const Json& connection) {
  return fmt::to_string(connection.at("id").get<std::uint64_t>());
}

// As `weft status why` takes it.
std::string name_of(const Json& connection, const Json& stream) {
  return fmt::format("{}:{}", connection.at("id").get<std::uint64_t>(), stream.at("id").get<std::uint64_t>());
}

struct Ranked {
  std::string name;
  double need;
  // A connection or a stream.
  const Json* json;
};

// Those in the places, each in its own; an empty line for a place that is free.
template <class LineOf>
std::vector<std::string> lines_in_places(const std::vector<Ranked>& all, std::size_t most, Places& places,
                                         const LineOf& line_of) {
  std::multimap<double, std::string, std::greater<>> by_need;
  for (const Ranked& each : all) by_need.emplace(each.need, each.name);
  std::vector<std::string> names;
  for (const auto& [need, name] : by_need) names.push_back(name);
  places.update(names, most);
  std::vector<std::string> lines;
  for (const std::string& place : places.all()) {
    const auto found = std::ranges::find(all, place, &Ranked::name);
    lines.push_back(found == all.end() ? std::string() : line_of(*found));
  }
  return lines;
}

// "[######....]"
std::string gauge(const Json& value, std::int64_t full) {
  if (value.is_null() || full <= 0) return {};
  const auto part = static_cast<double>(value.get<std::int64_t>()) / static_cast<double>(full);
  constexpr std::size_t room = gauge_width - 2;
  const auto filled = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * room + 0.5);
  return "[" + std::string(filled, '#') + std::string(room - filled, '.') + "]";
}

// "client (connection_window)"
std::string who_text(const Json& connection, const Look& look) {
  const Json* worst = neediest_of(connection);
  std::string text = cell_of(connection.at("who"));
  if (worst == nullptr || worst->at("wait").is_null()) return text;
  text += fmt::format(" ({})", printable(wait_of(*worst)));
  return in_colour_of(letter_of(wait_of(*worst)), text, look);
}

std::string seconds_text(const Json& seconds) {
  if (seconds.is_null()) return std::string(nothing);
  const auto value = seconds.get<double>();
  return value < 1000 ? fmt::format("{:.1f} s", value) : fmt::format("{:.0f} s", value);
}

Row row_of(const Json& stream, const std::string& name, const WaitBars& bars, const Look& look) {
  const char letter = letter_of(wait_of(stream));
  return {name,
          request_of(stream),
          in_colour_of(letter, cell_of(stream.at("wait")), look),
          seconds_text(stream.at("waiting")),
          cell_of(stream.at("side")),
          window_of(stream.at("window")),
          octets_of(stream.at("ready")),
          order_of(stream),
          bars.bar(name, short_bar, look),
          bars.bar(name, WaitBars::longest, look)};
}

// --- the verdict
// -------------------------------------------------------------------------------------------------------

// A rate lets some octets through all the time: its pauses are counted together.
double held_for(const Json& stream) {
  if (wait_of(stream) == "rate_limit") return stream.at("waits").at("rate_limit").get<double>();
  return stream.at("waiting").is_null() ? 0 : stream.at("waiting").get<double>();
}

// On the worst stream, where that has waited for a while; null otherwise.
const Json* slow_verdict_in(const Json& told) {
  const Json& verdict = told.at("verdict");
  if (verdict.is_null()) return nullptr;
  const Json& connection = connection_in(told, verdict.at("connection").get<std::uint64_t>());
  const Json& stream = stream_in(connection, verdict.at("stream").get<std::uint32_t>());
  return held_for(stream) >= shortest_told ? &verdict : nullptr;
}

// A long path leaves room for what is said of it.
std::string sentence_of(const Json& verdict, std::size_t columns) {
  const std::string text = printable(verdict.at("sentence").get<std::string>());
  const std::size_t place = text.find(fmt::format(" (connection {}): ", verdict.at("connection").get<std::uint64_t>()));
  if (place == text.npos) return text;
  return cut_to(text.substr(0, place), std::min<std::size_t>(72, columns * 3 / 4)) + text.substr(place);
}

// On so many lines at most.
std::vector<std::string> broken(const std::string& text, std::size_t most, const Look& look) {
  const std::string whole = get::wrapped(text, look.columns);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= whole.size();) {
    const std::size_t end = std::min(whole.find('\n', at), whole.size());
    lines.push_back(whole.substr(at, end - at));
    at = end + 1;
  }
  if (lines.size() > most) {
    lines.resize(most);
    if (most > 0) lines.back() += "…";
  }
  for (std::string& line : lines) line = bold(cut_to(std::move(line), look.columns), look);
  return lines;
}

// The line of the proof that a cause is judged by.
std::string_view decisive_of(std::string_view wait) {
  if (wait == "stream_window" || wait == "connection_window") return "windows: ";
  if (wait == "priority") return "order: ";
  return wait == "socket" ? "socket: " : "waits: ";
}

// The decisive line is bold, and comes first where not all have room.
std::vector<std::string> proof_of(const Json& verdict, std::size_t most, const Look& look) {
  std::vector<std::string> lines;
  for (const Json& each : verdict.at("proof")) lines.push_back(printable(each.get<std::string>()));
  const std::string_view decisive = decisive_of(wait_of(verdict));
  const auto decides = [&](const std::string& line) { return line.starts_with(decisive); };
  if (lines.size() > most) {
    const auto place = std::ranges::find_if(lines, decides);
    if (place != lines.end()) std::rotate(lines.begin(), place, place + 1);
    lines.resize(most);
  }
  for (std::string& line : lines) {
    const bool is_decisive = decides(line);
    line = cut_to("  " + line, look.columns);
    if (is_decisive) line = bold(line, look);
  }
  return lines;
}

std::string title_of(const Json& told, const Json* verdict, const Look& look) {
  std::vector<std::string> missing;
  add_missing(told, "streams", missing);
  const std::string cause = verdict == nullptr ? ""
                                               : fmt::format("{}, the {} must act", printable(wait_of(*verdict)),
                                                             printable(verdict->at("side").get<std::string>()));
  std::string title = bold("Why slow?", look);
  if (verdict != nullptr) title += "   " + in_colour_of(letter_of(wait_of(*verdict)), cause, look);
  if (!missing.empty()) title += "   " + missing.front();
  return get::columns_of(title) > look.columns ? cut_to("Why slow?   " + cause, look.columns) : title;
}

std::vector<std::string> lines_of_verdict(const Json& told, const Heights& heights, const Look& look) {
  const Json* verdict = slow_verdict_in(told);
  std::vector<std::string> lines = {title_of(told, verdict, look)};
  const std::string sentence =
      verdict != nullptr ? sentence_of(*verdict, look.columns) : "Nothing is slow now: no stream has waited for 0.5 s.";
  std::ranges::move(broken(sentence, heights.sentence, look), std::back_inserter(lines));
  lines.resize(1 + heights.sentence);
  if (verdict != nullptr) std::ranges::move(proof_of(*verdict, heights.proof, look), std::back_inserter(lines));
  return lines;
}

std::string head_line(const Snapshot& now, const Json& told, const Look& look) {
  std::uint64_t streams = 0;
  for (const Json& each : told.at("connections")) streams += each.at("streams_open").get<std::uint64_t>();
  const std::string load =
      fmt::format("   {}   {}", counted(told.at("connections_open").get<std::uint64_t>(), "connection"),
                  counted(streams, "stream"));
  return head_of(now, load, look);
}

}  // namespace

std::vector<std::string> LivePicture::lines(Snapshot now, const std::string& streams, std::size_t rows,
                                            const Look& look) {
  auto lines = read_streams(streams, [&](const Json& told) { return lines_in(now, told, rows, look); });
  before_ = std::move(now);
  return lines;
}

std::vector<std::string> LivePicture::lines_in(const Snapshot& now, const Json& told, std::size_t rows,
                                               const Look& look) {
  look_at(told);
  const Heights heights = heights_for(rows, look.columns);
  std::vector<std::string> lines;
  const auto add = [&](std::vector<std::string> part, std::size_t height) {
    part.resize(height);
    std::ranges::move(part, std::back_inserter(lines));
  };
  add({head_line(now, told, look)}, 1 + heights.gap);
  add(lines_of_verdict(told, heights, look), 1 + heights.sentence + heights.proof + heights.gap);
  add(lines_of_connections(told, heights.connections, look), 1 + heights.connections + heights.gap);
  add(lines_of_streams(told, heights.streams, look), 1 + heights.streams + heights.gap);
  add(totals_of(now, before_ ? &*before_ : nullptr, look), heights.totals);
  lines.resize(std::min(lines.size(), rows));
  return lines;
}

void LivePicture::look_at(const Json& told) {
  const auto at = told.at("at").get<double>();
  std::unordered_map<std::uint64_t, Past> pasts;
  for (const Json& connection : told.at("connections")) {
    pasts.emplace(connection.at("id").get<std::uint64_t>(), past_of(connection, at));
    for (const Json& stream : connection.at("streams")) {
      const Json& waiting = stream.at("waiting");
      bars_.add(name_of(connection, stream), wait_of(stream), waiting.is_null() ? 0 : waiting.get<double>());
    }
  }
  bars_.end_picture();
  pasts_ = std::move(pasts);
}

LivePicture::Past LivePicture::past_of(const Json& connection, double at) const {
  Past past{.at = at, .sent = {}, .widest = 0, .rate = {}};
  if (const Json& sent = connection.at("sent"); !sent.is_null()) past.sent = sent.get<std::uint64_t>();
  for (const auto* each : {"send_window", "send_window_initial"}) {
    const Json& window = connection.at(each);
    if (!window.is_null()) past.widest = std::max(past.widest, window.get<std::int64_t>());
  }
  const auto before = pasts_.find(connection.at("id").get<std::uint64_t>());
  if (before == pasts_.end()) return past;
  const Past& old = before->second;
  past.widest = std::max(past.widest, old.widest);
  if (past.sent && old.sent && *past.sent >= *old.sent && at > old.at) {
    past.rate = static_cast<double>(*past.sent - *old.sent) / (at - old.at);
  }
  return past;
}

std::vector<std::string> LivePicture::lines_of_connections(const Json& told, std::size_t most, const Look& look) {
  const Grid grid(connection_columns, look);
  std::vector<Ranked> all;
  for (const Json& each : told.at("connections")) {
    const Json* worst = neediest_of(each);
    all.push_back({name_of(each), worst == nullptr ? -2 : need_of(*worst), &each});
  }
  auto lines = lines_in_places(all, most, connections_, [&](const Ranked& ranked) {
    const Json& each = *ranked.json;
    const Past& past = pasts_.at(each.at("id").get<std::uint64_t>());
    return grid.line({ranked.name, cell_of(each.at("peer")), grouped(each.at("streams_open").get<std::uint64_t>()),
                      fmt::format("{:.0f} %", 100 * each.at("stalled").get<double>()),
                      gauge(each.at("send_window"), past.widest), window_of(each.at("send_window")),
                      octets_of(each.at("unacknowledged")),
                      past.rate ? get::octets_text(static_cast<std::uint64_t>(*past.rate)) + "/s" : "-",
                      cell_of(each.at("who")), who_text(each, look)});
  });
  lines.insert(lines.begin(), grid.head());
  return lines;
}

std::vector<std::string> LivePicture::lines_of_streams(const Json& told, std::size_t most, const Look& look) {
  const Grid grid(stream_columns, look);
  std::vector<Ranked> all;
  for (const Json& connection : told.at("connections")) {
    for (const Json& each : connection.at("streams")) {
      all.push_back({name_of(connection, each), need_of(each), &each});
    }
  }
  auto lines = lines_in_places(all, most, streams_, [&](const Ranked& ranked) {
    return grid.line(row_of(*ranked.json, ranked.name, bars_, look));
  });
  lines.insert(lines.begin(), grid.head());
  return lines;
}

}  // namespace weft::cli::status
