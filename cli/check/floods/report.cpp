#include <fmt/format.h>
#include <cli/check/column.hpp>
#include <cli/check/floods/floods.hpp>
#include <cli/support/counted.hpp>

namespace weft::cli::check {

namespace {

double mebibytes(std::int64_t octets) {
  return static_cast<double>(octets) / (1024 * 1024);
}

// Empty where there is one.
std::string connections_of(const FloodFinding& finding) {
  const std::size_t all = finding.one->connections;
  return all == 1 ? "" : fmt::format(", on {} of {} connections", finding.alike, all);
}

std::string lines_of_twin(const FloodFinding& finding, bool verbose) {
  const std::string_view sends = finding.one->twin.sends;
  if (!finding.twin) return indented(fmt::format("honest: {}: not tried, the server had gone", sends));
  const bool is_shown = verbose || !finding.twin->holds();
  return indented(fmt::format("honest: {}: {}, {}", sends, to_string(finding.twin->verdict), finding.twin->found)) +
         (is_shown ? indented(finding.exchange) : "");
}

std::string lines_of(const FloodFinding& finding, bool verbose) {
  const std::string_view word = holds(finding) ? to_string(finding.fate) : "fails";
  std::string out = fmt::format("{:{}}{}: {}\n", word, column, finding.one->flood.id, finding.one->flood.sends);
  if (!was_begun(finding)) return out + indented("missing: " + finding.found);
  for (const std::string& duty : unmet(finding)) out += indented("expected " + duty);
  out += indented("found " + finding.found + connections_of(finding));
  out += indented(fmt::format("others: {} served, {} not, the slowest in {:.1f} ms", counted(finding.served, "request"),
                              finding.unserved, milliseconds(finding.slowest)));
  if (finding.cost) {
    out += indented(fmt::format("cost: {:.0f} ms of CPU, {:+.1f} MiB of memory, {:+.1f} MiB at the peak",
                                milliseconds(finding.cost->cpu), mebibytes(finding.cost->memory),
                                mebibytes(finding.cost->peak)));
  }
  out += lines_of_twin(finding, verbose);
  for (const std::string& file : finding.saved) out += indented("recorded in " + file);
  return out;
}

}  // namespace

std::string report_of(const FloodFindings& findings, bool verbose) {
  std::string out;
  std::size_t fails = 0;
  for (const FloodFinding& finding : findings.floods) {
    out += lines_of(finding, verbose);
    if (!holds(finding)) ++fails;
  }
  if (!findings.unreachable.empty()) out += fmt::format("the server had gone: {}\n", findings.unreachable);
  return out + fmt::format("{}, of which {} fail\n", counted(findings.floods.size(), "flood"), fails);
}

}  // namespace weft::cli::check
