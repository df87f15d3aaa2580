#include <chrono>

#include <fmt/format.h>
#include <cli/check/floods/floods.hpp>
#include <cli/support/counted.hpp>

namespace weft::cli::check {

namespace {

constexpr std::size_t column = 16;

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string indented(const std::string& text) {
  return fmt::format("{:{}}{}\n", "", column, text);
}

std::string lines_of(const FloodFinding& finding) {
  const std::string_view word = holds(finding) ? to_string(finding.fate) : "fails";
  std::string out = fmt::format("{:{}}{}: {}\n", word, column, finding.one->flood.id, finding.one->flood.sends);
  if (finding.fate == Fate::not_tried) return out + indented("missing: " + finding.found);
  out += indented("found " + finding.found);
  out += indented(fmt::format("others: {} served, {} not, the slowest in {:.1f} ms", counted(finding.served, "request"),
                              finding.unserved, milliseconds(finding.slowest)));
  out += indented(
      fmt::format("honest: {}: {}, {}", finding.one->twin.sends, to_string(finding.twin.verdict), finding.twin.found));
  if (finding.cost) {
    out += indented(fmt::format("cost: {:.0f} ms of CPU, {:+.1f} MiB of memory", milliseconds(finding.cost->cpu),
                                static_cast<double>(finding.cost->memory) / (1024 * 1024)));
  }
  return out;
}

}  // namespace

std::string report_of(const FloodFindings& findings) {
  std::string out;
  std::size_t fails = 0;
  for (const FloodFinding& finding : findings.floods) {
    out += lines_of(finding);
    if (!holds(finding)) ++fails;
  }
  if (!findings.unreachable.empty()) out += fmt::format("the server had gone: {}\n", findings.unreachable);
  return out + fmt::format("{}, of which {} fail\n", counted(findings.floods.size(), "flood"), fails);
}

}  // namespace weft::cli::check
