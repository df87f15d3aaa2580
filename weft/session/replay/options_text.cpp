#include <weft/session/replay/options_text.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace weft::session {

namespace {

// Every option that decides what an engine does, with its name. `Options` may be const.
template <class Options, class Visit>
constexpr void each_h2(Options& of, Visit&& visit) {
  auto& limits = of.limits;
  visit("limits.streams", limits.streams);
  visit("limits.promises", limits.promises);
  visit("limits.refusals", limits.refusals);
  visit("limits.refusals_per_second", limits.refusals_per_second);
  visit("limits.resets", limits.resets);
  visit("limits.resets_per_second", limits.resets_per_second);
  visit("limits.glitches", limits.glitches);
  visit("limits.glitches_per_second", limits.glitches_per_second);
  visit("limits.field_section.soft_fields", limits.field_section.soft_fields);
  visit("limits.field_section.hard_fields", limits.field_section.hard_fields);
  visit("limits.field_section.soft_octets", limits.field_section.soft_octets);
  visit("limits.field_section.hard_octets", limits.field_section.hard_octets);
  visit("limits.name_octets", limits.name_octets);
  visit("limits.value_octets", limits.value_octets);
  visit("limits.path_octets", limits.path_octets);
  visit("limits.held_field_octets", limits.held_field_octets);
  visit("limits.continuations", limits.continuations);
  visit("limits.empty_continuations", limits.empty_continuations);
  visit("limits.pings", limits.pings);
  visit("limits.pings_per_second", limits.pings_per_second);
  visit("limits.unsent_acks", limits.unsent_acks);
  visit("limits.unsent_resets", limits.unsent_resets);
  visit("limits.settings_entries", limits.settings_entries);
  visit("limits.settings_frames", limits.settings_frames);
  visit("limits.settings_frames_per_second", limits.settings_frames_per_second);
  visit("limits.window_updates", limits.window_updates);
  visit("limits.priorities", limits.priorities);
  visit("limits.data_overhead", limits.data_overhead);
  visit("limits.buffered_output", limits.buffered_output);
  auto& timeouts = of.timeouts;
  visit("timeouts.preface", timeouts.preface);
  visit("timeouts.settings_ack", timeouts.settings_ack);
  visit("timeouts.header_block", timeouts.header_block);
  visit("timeouts.idle", timeouts.idle);
  visit("timeouts.age", timeouts.age);
  visit("timeouts.drain", timeouts.drain);
  visit("timeouts.octets_per_second", timeouts.octets_per_second);
  visit("timeouts.request_grace", timeouts.request_grace);
  visit("timeouts.response_octets_per_second", timeouts.response_octets_per_second);
  visit("timeouts.response_grace", timeouts.response_grace);
  visit("timeouts.stall", timeouts.stall);
  visit("timeouts.half_closed", timeouts.half_closed);
  visit("stream_window", of.stream_window);
  visit("connection_window", of.connection_window);
  visit("max_stream_window", of.max_stream_window);
  visit("max_connection_window", of.max_connection_window);
  visit("paused_window", of.paused_window);
  visit("max_frame_size", of.max_frame_size);
  visit("header_table_size", of.header_table_size);
  visit("pushes", of.pushes);
  visit("request_window", of.request_window);
  visit("extended_connect", of.extended_connect);
  visit("dependencies", of.dependencies);
  visit("count_sections", of.count_sections);
}

template <class Options, class Visit>
constexpr void each_h1(Options& of, Visit&& visit) {
  auto& limits = of.limits;
  visit("limits.head_octets", limits.head_octets);
  visit("limits.fields", limits.fields);
  visit("limits.name_octets", limits.name_octets);
  visit("limits.value_octets", limits.value_octets);
  visit("limits.target_octets", limits.target_octets);
  visit("limits.chunk_extension_octets", limits.chunk_extension_octets);
  visit("limits.interim_responses", limits.interim_responses);
  visit("limits.buffered_input", limits.buffered_input);
  auto& timeouts = of.timeouts;
  visit("timeouts.head", timeouts.head);
  visit("timeouts.idle", timeouts.idle);
  visit("timeouts.age", timeouts.age);
  visit("timeouts.drain", timeouts.drain);
  visit("timeouts.octets_per_second", timeouts.octets_per_second);
  visit("timeouts.request_grace", timeouts.request_grace);
  visit("timeouts.half_closed", timeouts.half_closed);
}

// --- nothing is forgotten --------------------------------------------------------------------------------------------

// Becomes a value of any type, where nothing is evaluated.
struct Anything {
  template <class Value>
  operator Value() const;  // NOLINT(google-explicit-constructor): a member is to be made of it
};

// The number of members of an aggregate.
template <class Aggregate, class... First>
consteval std::size_t members() {
  if constexpr (requires { Aggregate{First{}..., Anything{}}; }) {
    return members<Aggregate, First..., Anything>();
  } else {
    return sizeof...(First);
  }
}

struct Count {
  std::size_t visits = 0;

  template <class Value>
  constexpr void operator()(std::string_view /*name*/, const Value& /*value*/) {
    ++visits;
  }
};

consteval std::size_t visits_of_h2() {
  Count count;
  const h2::Options options{};
  each_h2(options, count);
  return count.visits;
}

consteval std::size_t visits_of_h1() {
  Count count;
  const h1::Options options{};
  each_h1(options, count);
  return count.visits;
}

// Structures of options are visited member by member; `wall_time` and `window_budget` belong to the session.
static_assert(visits_of_h2() == members<h2::Options>() - 4 + members<h2::Limits>() - 1 + members<h2::Timeouts>() +
                                    members<hpack::DecodeLimits>(),
              "an option of h2::Options is missing in each_h2(): without it a replay is not that of its recording");
static_assert(visits_of_h1() == members<h1::Options>() - 3 + members<h1::Limits>() + members<h1::Timeouts>(),
              "an option of h1::Options is missing in each_h1(): without it a replay is not that of its recording");

// --- to text and back ------------------------------------------------------------------------------------------------

std::int64_t number_of(Duration time) {
  return time.count();
}
template <std::integral Number>
Number number_of(Number number) {
  return number;
}

struct Write {
  std::string out;

  template <class Value>
  void operator()(std::string_view name, const Value& value) {
    if constexpr (std::same_as<Value, bool>) {
      out += fmt::format("{}={} ", name, value ? 1 : 0);
    } else {
      out += fmt::format("{}={} ", name, number_of(value));
    }
  }
};

template <class Options>
std::string with_wall_time(std::string text, const Options& options, Time now) {
  if (options.wall_time != nullptr) {
    text += fmt::format("wall.since={} wall.date={} ", (options.wall_time->time - now).count(),
                        options.wall_time->date.time_since_epoch().count());
  }
  if (!text.empty()) text.pop_back();
  return text;
}

template <std::integral Number>
bool parse(std::string_view digits, Number& number) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size();
}
bool parse(std::string_view digits, bool& flag) {
  flag = digits == "1";
  return flag || digits == "0";
}
bool parse(std::string_view digits, Duration& time) {
  std::int64_t number = 0;
  const bool is_read = parse(digits, number);
  time = Duration(number);
  return is_read && -longest_time <= time && time <= longest_time;
}

struct Read {
  std::string_view wanted;
  std::string_view digits;
  bool found = false;

  template <class Value>
  void operator()(std::string_view name, Value& value) {
    if (name == wanted) found = parse(digits, value);
  }
};

template <class Options, class Each>
bool read_all(std::string_view text, ReadOptions<Options>& into, std::string& unknown, Each each) {
  Duration since{};
  std::int64_t date = 0;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    const std::size_t sign = std::min(item.find('='), item.size());
    Read read{.wanted = item.substr(0, sign), .digits = item.substr(std::min(sign + 1, item.size()))};
    each(into.options, read);
    read("wall.since", since);
    read("wall.date", date);
    if (read.wanted == "wall.date") into.options.wall_time = &into.wall_time;
    if (!read.found || date < -latest_date.count() || date > latest_date.count()) return unknown = item, false;
  }
  into.wall_time = {Time(since), http::Date(std::chrono::seconds(date))};
  return true;
}

}  // namespace

std::string text_of(const h2::Options& options, Time now) {
  Write write;
  each_h2(options, write);
  if (options.window_budget != nullptr) write("window_budget", options.window_budget->left());
  return with_wall_time(std::move(write.out), options, now);
}

std::string text_of(const h1::Options& options, Time now) {
  Write write;
  each_h1(options, write);
  return with_wall_time(std::move(write.out), options, now);
}

bool read_options(std::string_view text, ReadOptions<h2::Options>& into, std::string& unknown) {
  std::uint64_t budget = 0;
  const bool is_read = read_all(text, into, unknown, [&](h2::Options& options, Read& read) {
    each_h2(options, read);
    read("window_budget", budget);
    if (read.wanted == "window_budget") options.window_budget = &into.budget;
  });
  into.budget.give_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(budget, UINT32_MAX)));
  return is_read;
}

bool read_options(std::string_view text, ReadOptions<h1::Options>& into, std::string& unknown) {
  return read_all(text, into, unknown, [](h1::Options& options, Read& read) { each_h1(options, read); });
}

}  // namespace weft::session
