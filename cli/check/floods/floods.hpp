// The floods that are meant, each performed on one server, one after the other.
//
//   const FloodFindings findings = perform(place, floods, {.pid = 4711});
//
// Others make requests meanwhile, each on a connection of its own: none may fail. The honest twin of the flood comes
// behind it, and has to be served. The memory of the server may grow by most_growth, where its process is known, and
// no more in between.
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
  // So many of the flood's connections had this fate.
  std::size_t alike = 0;
  // The requests of others.
  std::size_t served = 0;
  std::size_t unserved = 0;
  Duration slowest{};
  // nullopt where the server had gone before.
  std::optional<conformance::Judgement> twin = {};
  // The exchange of the twin in words.
  std::string exchange = {};
  // How much more the server has, and had at its peak, than before.
  std::optional<Cost> cost = {};
  // The exchanges of the flood and of its twin as weft inspect reads them, where recordings are wanted; and the files
  // that they are in.
  std::string recording = {};
  std::string twin_recording = {};
  std::vector<std::string> saved = {};
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

// A flood may cost a server so many octets of memory.
constexpr std::int64_t most_growth(std::size_t connections) {
  return 16 * 1024 * 1024 + static_cast<std::int64_t>(connections - 1) * 128 * 1024;
}

// "ended", "borne", "silent", "not tried"
std::string_view to_string(Fate fate);
// The flood was begun; no connection of it need have come about.
bool was_begun(const FloodFinding& finding);
bool holds(const FloodFinding& finding);
bool holds(const FloodFindings& findings);
// The duties that were not met, such as "every request of others is answered".
std::vector<std::string> unmet(const FloodFinding& finding);

FloodFindings perform(const Place& place, const std::vector<const conformance::Abuse*>& floods,
                      const FloodOptions& options);

// A line for each flood, with what came of it, of others, of its twin and of the server's process. The exchange of a
// twin that was not served stands below; with `verbose` that of each.
std::string report_of(const FloodFindings& findings, bool verbose);
// {"url", "floods": [{"id", "fate", "holds", …}], "sums"}; and "gone" where the server died
std::string json_of(const FloodFindings& findings, const std::string& url);
// A test suite as JUnit writes it: a flood is a test case.
std::string junit_of(const FloodFindings& findings);

}  // namespace weft::cli::check
