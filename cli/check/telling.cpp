#include <cli/check/telling.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/check/report.hpp>
#include <cli/check/saving.hpp>

namespace weft::cli::check {

using conformance::Case;

void add_telling(CLI::App& verb, Telling& telling) {
  verb.add_option("--only", telling.only,
                  "These cases alone: 6.9 for a section and all below it, 7541 for an RFC, or an id")
      ->allow_extra_args(false)
      ->option_text("SECTION ...");
  verb.add_flag("--list", telling.list, "List the cases, and end");
  verb.add_flag("--strict", telling.strict,
                "What the RFC allows instead of what it says fails as well, and so does an end without GOAWAY");
  verb.add_flag("-v,--verbose", telling.verbose, "Show cases that are exact, and those that were not tried, as well");
  verb.add_option("--json", telling.json, "The findings as JSON to a file, or to standard output (-) instead of text")
      ->option_text("FILE");
  verb.add_option("--junit", telling.junit, "The findings as JUnit has them, to a file")->option_text("FILE");
  verb.add_option("--record", telling.record,
                  "Each case that fails is recorded in a file of this folder, for weft inspect")
      ->option_text("DIR");
}

std::vector<const Case*> chosen(std::span<const Case> all, const std::vector<std::string>& only) {
  std::vector<const Case*> cases;
  for (const Case& one : all) {
    const auto meant = [&one](const std::string& each) { return conformance::is_meant(each, one); };
    if (only.empty() || std::ranges::any_of(only, meant)) cases.push_back(&one);
  }
  if (cases.empty()) throw std::runtime_error(fmt::format("no case is meant by {}", fmt::join(only, ", ")));
  return cases;
}

void list(const std::vector<const Case*>& cases) {
  for (const Case* one : cases) std::cout << one->id << ": " << one->sends << '\n';
}

namespace {

void save_failures(Findings& findings, const Telling& telling) {
  if (telling.record.empty()) return;
  std::filesystem::create_directories(telling.record);
  for (Finding& finding : findings.cases) {
    const bool fails = !holds(finding.sort, telling.strict);
    if (fails && !finding.recording.empty())
      finding.saved = save_recording(telling.record, finding.one->id, finding.recording);
  }
}

}  // namespace

int tell(Findings findings, const std::string& checked, const Telling& telling) {
  const bool has_gone = !findings.unreachable.empty();
  if (has_gone) std::cerr << fmt::format("weft: {}: {}\n", checked, findings.unreachable);
  if (findings.cases.empty()) return not_asked;
  save_failures(findings, telling);
  write(telling.json, json_of(findings, checked, telling.strict));
  write(telling.junit, junit_of(findings, telling.strict));
  if (telling.json != "-") std::cout << report_of(findings, {telling.verbose, telling.strict});
  if (has_gone) return not_asked;
  return holds(findings, telling.strict) ? all_hold : some_fail;
}

}  // namespace weft::cli::check
