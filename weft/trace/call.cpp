#include <weft/trace/call.hpp>

#include <algorithm>
#include <array>

namespace weft::trace {

namespace {

// In the order of the enumerators.
constexpr auto names = std::to_array<std::string_view>(
    {"begin", "produce",   "receive_end", "time_out",    "path",       "respond", "interim",    "open",
     "push",  "ready",     "consume",     "pause",       "resume",     "reset",   "prioritize", "depend",
     "limit", "rate",      "wall_time",   "lack_memory", "set_window", "release", "ping",       "settings",
     "close", "shut_down", "wind_down",   "expect_tls",  "pulled",     "trailers"});
static_assert(names.size() == static_cast<std::size_t>(Verb::trailers) + 1);

}  // namespace

std::string_view to_string(Verb verb) {
  return names[static_cast<std::size_t>(verb)];
}

std::optional<Verb> verb_of(std::string_view name) {
  const auto place = std::find(names.begin(), names.end(), name);
  if (place == names.end()) return std::nullopt;
  return static_cast<Verb>(place - names.begin());
}

}  // namespace weft::trace
