#include <algorithm>

#include <fmt/format.h>

#include <cli/check/report.hpp>
#include <cli/check/xml_text.hpp>

namespace weft::cli::check {

namespace {

// "RFC 9113 6.9" of "6.9/increment-of-0", and "RFC 7541 6.1" of "7541-6.1/index-0".
std::string section_of(std::string_view id) {
  const std::string_view section = id.substr(0, id.find('/'));
  const auto dash = section.find('-');
  if (dash == std::string_view::npos) return fmt::format("RFC 9113 {}", section);
  return fmt::format("RFC {} {}", section.substr(0, dash), section.substr(dash + 1));
}

std::string element_of(const Finding& finding, bool strict) {
  const std::string_view id = finding.one->id;
  const std::string begin = fmt::format("  <testcase classname=\"{}\" name=\"{}\"", xml_text(section_of(id)),
                                        xml_text(id.substr(id.find('/') + 1)));
  if (finding.sort == Sort::not_tried)
    return fmt::format("{}><skipped message=\"{}\"/></testcase>\n", begin, xml_text("missing: " + finding.found));
  if (holds(finding.sort, strict)) return begin + "/>\n";
  const std::string what =
      fmt::format("{}: expected {}, found {}", to_string(finding.sort), finding.expected, finding.found);
  return fmt::format("{}><failure message=\"{}\">{}</failure></testcase>\n", begin, xml_text(what),
                     xml_text(finding.exchange));
}

std::string element_of_death(std::string_view suite, std::size_t number, const std::string& death) {
  return fmt::format("  <testcase classname=\"{}\" name=\"death {}\"><failure message=\"{}\"/></testcase>\n", suite,
                     number, xml_text(death));
}

}  // namespace

std::string junit_of(const Findings& findings, bool strict) {
  const std::string suite = fmt::format("weft check {}", to_string(findings.role));
  const std::vector<std::string> deaths = deaths_of(findings);
  const auto fails = [strict](const Finding& finding) { return !holds(finding.sort, strict); };
  const auto failures = static_cast<std::size_t>(std::ranges::count_if(findings.cases, fails)) + deaths.size();
  const auto skipped = std::ranges::count(findings.cases, Sort::not_tried, &Finding::sort);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "skipped=\"{}\">\n",
      suite, findings.cases.size() + deaths.size(), failures, skipped);
  for (const Finding& finding : findings.cases) out += element_of(finding, strict);
  for (std::size_t i = 0; i < deaths.size(); ++i) out += element_of_death(suite, i + 1, deaths[i]);
  return out + "</testsuite>\n";
}

}  // namespace weft::cli::check
