#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/check/floods/floods.hpp>
#include <cli/check/xml_text.hpp>
#include <cli/support/counted.hpp>

namespace weft::cli::check {

namespace {

std::string element_of(const FloodFinding& finding) {
  const std::string_view id = finding.one->flood.id;
  const std::string begin =
      fmt::format("  <testcase classname=\"abuse\" name=\"{}\"", xml_text(id.substr(id.find('/') + 1)));
  if (!was_begun(finding))
    return fmt::format("{}><skipped message=\"{}\"/></testcase>\n", begin, xml_text("missing: " + finding.found));
  if (holds(finding)) return begin + "/>\n";
  const std::string what =
      fmt::format("{}: expected: {}; found {}; {} of others not answered; honest traffic: {}", finding.one->flood.sends,
                  fmt::join(unmet(finding), "; "), finding.found, counted(finding.unserved, "request"),
                  finding.twin ? finding.twin->found : "not tried, the server had gone");
  return fmt::format("{}><failure message=\"{}\">{}</failure></testcase>\n", begin, xml_text(what),
                     xml_text(finding.exchange));
}

}  // namespace

std::string junit_of(const FloodFindings& findings) {
  const auto& floods = findings.floods;
  const auto failures = std::ranges::count_if(floods, [](const FloodFinding& finding) { return !holds(finding); });
  const auto begun = std::ranges::count_if(floods, was_begun);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"weft check server --abuse\" tests=\"{}\" "
      "failures=\"{}\" skipped=\"{}\">\n",
      floods.size(), failures, floods.size() - static_cast<std::size_t>(begun));
  for (const FloodFinding& finding : floods) out += element_of(finding);
  return out + "</testsuite>\n";
}

}  // namespace weft::cli::check
