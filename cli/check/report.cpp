#include <cli/check/report.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <cli/check/abilities.hpp>
#include <cli/check/column.hpp>
#include <cli/support/counted.hpp>

namespace weft::cli::check {

namespace {

std::size_t count(const Findings& findings, Sort sort) {
  return static_cast<std::size_t>(std::ranges::count(findings.cases, sort, &Finding::sort));
}

std::string clauses_of(const Finding& finding) {
  std::string out;
  for (const std::string_view id : finding.one->clauses) {
    const conformance::Clause* clause = conformance::find_clause(id);
    out += fmt::format("{:{}}RFC {} {}: \"{}\"\n", "", column, clause->document, clause->section, clause->text);
  }
  return out;
}

std::string lines_of(const Finding& finding, bool strict) {
  std::string out = fmt::format("{:{}}{}: {}\n", to_string(finding.sort), column, finding.one->id, finding.one->sends);
  if (finding.sort == Sort::exact) return out;
  if (finding.sort == Sort::not_tried) return out + fmt::format("{:{}}missing: {}\n", "", column, finding.found);
  out += fmt::format("{:{}}expected {}\n", "", column, finding.expected);
  out += fmt::format("{:{}}found {}{}\n", "", column, finding.found, finding.flaky ? ", but not each time" : "");
  if (!holds(finding.sort, strict)) out += clauses_of(finding) + indented(finding.exchange);
  if (!finding.saved.empty()) out += fmt::format("{:{}}recorded in {}\n", "", column, finding.saved);
  return out;
}

std::string sums_of(const Findings& findings) {
  constexpr auto words = std::to_array<std::pair<Sort, const char*>>({{Sort::exact, "exact"},
                                                                      {Sort::allowed, "allowed otherwise"},
                                                                      {Sort::without_goaway, "without GOAWAY"},
                                                                      {Sort::wrong, "wrong"},
                                                                      {Sort::hangs, "hanging"},
                                                                      {Sort::killed, "that killed the peer"},
                                                                      {Sort::suspected, "under which it died"},
                                                                      {Sort::not_tried, "not tried"}});
  std::string out = fmt::format("{} cases: ", findings.cases.size());
  const char* separator = "";
  for (const auto& [sort, word] : words) {
    if (count(findings, sort) == 0) continue;
    out += fmt::format("{}{} {}", separator, count(findings, sort), word);
    separator = ", ";
  }
  return out + "\n";
}

std::string suspects_of(const Findings& findings) {
  const std::size_t suspects = count(findings, Sort::suspected);
  if (suspects == 0) return {};
  return fmt::format("one of {} that were under way killed it; --restart COMMAND, or --at-a-time 1, shows which\n",
                     counted(suspects, "case"));
}

std::string death_of(const std::vector<const conformance::Case*>& cases) {
  if (cases.empty()) return "the server died while no case was under way";
  std::string out = "the server died under these cases together, and under none of them alone:";
  for (const conformance::Case* one : cases) out += fmt::format(" {}", one->id);
  return out;
}

}  // namespace

std::vector<std::string> deaths_of(const Findings& findings) {
  std::vector<std::string> out;
  for (const auto& death : findings.deaths) out.push_back(death_of(death));
  if (findings.unreachable.empty()) return out;
  const bool has_gone = findings.role == http::Role::server;
  out.push_back(has_gone ? "the server had gone: " + findings.unreachable : findings.unreachable);
  return out;
}

std::string report_of(const Findings& findings, const ReportOptions& options) {
  const std::string_view checked = to_string(findings.role);
  std::string out;
  for (const Finding& finding : findings.cases) {
    const bool is_plain = finding.sort == Sort::exact || finding.sort == Sort::not_tried;
    if (!is_plain || options.verbose) out += lines_of(finding, options.strict);
  }
  out += suspects_of(findings);
  for (const std::string& death : deaths_of(findings)) out += death + "\n";
  if (findings.role == http::Role::server) out += fmt::format("the server has {}\n", words_of(findings.peer));
  const Tally tally = tally_of(findings, options.strict);
  out += sums_of(findings);
  out += fmt::format("{} clauses that bind a {}: {} are kept, {} are broken, {} were not tried, {} cannot be seen so\n",
                     tally.clauses.size(), checked, tally.count(Kept::yes), tally.count(Kept::no),
                     tally.count(Kept::not_tried), tally.count(Kept::unseen));
  return out;
}

}  // namespace weft::cli::check
