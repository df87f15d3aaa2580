#include <cli/inspect/recording/replay_report.hpp>

#include <chrono>
#include <optional>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>

namespace weft::cli::inspect {

namespace {

std::string octet(const std::optional<std::uint8_t>& value) {
  return value ? fmt::format("0x{:02x}", *value) : "no octet";
}

}  // namespace

std::string report(const session::Replayed& replayed) {
  std::string out =
      fmt::format("{} octets were received, {} calls were made, {} octets were sent", grouped(replayed.octets_received),
                  grouped(replayed.calls), grouped(replayed.octets_sent));
  if (!replayed.difference) {
    return fmt::format("{}: this version sends the same, octet for octet{}\n", out,
                       replayed.is_cut ? ", as far as the recording goes" : "");
  }
  const session::Difference& difference = *replayed.difference;
  const std::chrono::duration<double, std::milli> time = difference.time.time_since_epoch();
  out += fmt::format(
      " that are the same\nthe first difference is octet {}, at {:.1f} ms: {} was sent, and this version "
      "sends {}\n",
      grouped(difference.offset), time.count(), octet(difference.recorded), octet(difference.replayed));
  if (!difference.inside.empty()) out += fmt::format("it was sent in\n{}\n", difference.inside);
  return out;
}

}  // namespace weft::cli::inspect
