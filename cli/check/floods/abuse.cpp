#include <cli/check/floods/abuse.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/check/floods/floods.hpp>
#include <cli/check/saving.hpp>
#include <cli/support/numbers.hpp>

namespace weft::cli::check {

namespace {

using conformance::Abuse;

std::vector<const Abuse*> meant_by(const std::vector<std::string>& only) {
  std::vector<const Abuse*> floods;
  for (const Abuse& one : conformance::abuses()) {
    const auto meant = [&one](const std::string& each) { return conformance::is_meant(each, one.flood); };
    if (only.empty() || std::ranges::any_of(only, meant)) floods.push_back(&one);
  }
  if (floods.empty()) throw std::runtime_error(fmt::format("no flood is meant by {}", fmt::join(only, ", ")));
  return floods;
}

void save(FloodFinding& finding, const conformance::Case& one, const std::string& recording,
          const std::string& folder) {
  if (!recording.empty()) finding.saved.push_back(save_recording(folder, one.id, recording));
}

// A flood that killed the server has no twin's recording.
void save_failures(FloodFindings& findings, const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (FloodFinding& finding : findings.floods) {
    if (holds(finding)) continue;
    save(finding, finding.one->flood, finding.recording, folder);
    save(finding, finding.one->twin, finding.twin_recording, folder);
  }
}

}  // namespace

void add_abuse(CLI::App& verb, AbuseOptions& options) {
  auto* abuse = verb.add_flag("--abuse", options.wanted,
                              "Bounded floods instead of the cases, each with honest traffic that has to be served. "
                              "Only for a server that you may harm");
  // Floods come one after the other, have no clauses, and a server that one of them has killed is a finding.
  for (const char* other : {"--strict", "--restart", "--at-a-time"}) abuse->excludes(verb.get_option(other));
  verb.add_option("--pid", options.pid, "The server's process on this machine: tells what a flood cost it")
      ->transform(whole_between(1, 4'194'304))
      ->needs(abuse)
      ->option_text("N");
}

void list_floods(const std::vector<std::string>& only) {
  for (const Abuse* one : meant_by(only)) std::cout << one->flood.id << ": " << one->flood.sends << '\n';
}

int check_abuse(const std::string& url, const Trust& trust, const Telling& telling, Duration timeout,
                const AbuseOptions& options) {
  const std::vector<const Abuse*> floods = meant_by(telling.only);
  Place place = place_of(url, trust);
  place.recorded = !telling.record.empty();
  FloodOptions how;
  how.patience.answer = timeout;
  if (options.pid != 0) how.pid = options.pid;
  FloodFindings findings = perform(place, floods, how);
  if (findings.floods.empty()) {
    std::cerr << fmt::format("weft: {}: {}\n", url, findings.unreachable);
    return not_asked;
  }
  if (place.recorded) save_failures(findings, telling.record);
  write(telling.json, json_of(findings, url));
  write(telling.junit, junit_of(findings));
  if (telling.json != "-") std::cout << report_of(findings, telling.verbose);
  return holds(findings) ? all_hold : some_fail;
}

}  // namespace weft::cli::check
