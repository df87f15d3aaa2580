// The floods that are meant, each performed on one server, one after the other.
//
//   const FloodFindings findings = perform(place, floods, {.pid = 4711});
//
// Others make requests meanwhile, each on a connection of its own: none may fail. The honest twin of the flood comes
// behind it, and has to be served. The memory of the server may grow by most_growth, where its process is known.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cli/check/floods/cost.hpp>
#include <cli/check/place.hpp>
#include <weft/conformance/abuse.hpp>
#include <weft/conformance/conversation.hpp>

namespace weft::cli::check {

enum class Fate : std::uint8_t {
  ended,      // by GOAWAY, or by the end of the connection
  borne,      // all of it was taken, and the connection goes on
  silent,     // nothing is said any more on its connection
  not_tried,  // the server does not offer what it needs, or has gone
};

struct FloodFinding {
  const conformance::Abuse* one = nullptr;
  Fate fate = Fate::not_tried;
  // The server's deed; for a flood that was not tried, the thing that is missing.
  std::string found = {};
  // The requests of others.
  std::size_t served = 0;
  std::size_t unserved = 0;
  Duration slowest{};
  conformance::Judgement twin = {};
  std::optional<Cost> cost = {};
};

struct FloodFindings {
  std::vector<FloodFinding> floods = {};
  // Why the server could not be asked, or could not any more; empty where it was asked everything.
  std::string unreachable = {};
};

struct FloodOptions {
  conformance::Patience patience = {};
  // The server's process.
  std::optional<pid_t> pid = {};
};

// An attacking connection may cost a server so many octets of memory.
inline constexpr std::int64_t most_growth = 16 * 1024 * 1024;

// "ended", "borne", "silent", "not tried"
std::string_view to_string(Fate fate);
bool holds(const FloodFinding& finding);
bool holds(const FloodFindings& findings);

FloodFindings perform(const Place& place, const std::vector<const conformance::Abuse*>& floods,
                      const FloodOptions& options);

// A line for each flood, with what came of it, of others, of its twin and of the server's process.
std::string report_of(const FloodFindings& findings);

}  // namespace weft::cli::check
