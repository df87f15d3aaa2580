#include <cli/check/floods/abuse.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/check/floods/floods.hpp>
#include <cli/check/telling.hpp>
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

}  // namespace

void add_abuse(CLI::App& verb, AbuseOptions& options) {
  auto* abuse = verb.add_flag("--abuse", options.wanted,
                              "Bounded floods instead of the cases, each with honest traffic that has to be served. "
                              "Only for a server that you may harm");
  for (const char* other : {"--strict", "--json", "--junit", "--restart"}) abuse->excludes(verb.get_option(other));
  verb.add_option("--pid", options.pid, "The server's process on this machine: tells what a flood cost it")
      ->transform(whole_between(1, 4'194'304))
      ->needs(abuse)
      ->option_text("N");
}

void list_floods(const std::vector<std::string>& only) {
  for (const Abuse* one : meant_by(only)) std::cout << one->flood.id << ": " << one->flood.sends << '\n';
}

int check_abuse(const std::string& url, const Trust& trust, const std::vector<std::string>& only, Duration timeout,
                const AbuseOptions& options) {
  const std::vector<const Abuse*> floods = meant_by(only);
  FloodOptions how;
  how.patience.answer = timeout;
  if (options.pid != 0) how.pid = options.pid;
  const FloodFindings findings = perform(place_of(url, trust), floods, how);
  if (findings.floods.empty()) {
    std::cerr << fmt::format("weft: {}: {}\n", url, findings.unreachable);
    return not_asked;
  }
  std::cout << report_of(findings);
  return holds(findings) ? all_hold : some_fail;
}

}  // namespace weft::cli::check
