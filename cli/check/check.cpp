#include <cli/check/check.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <cli/check/place.hpp>
#include <cli/check/report.hpp>
#include <cli/check/survey.hpp>
#include <cli/support/numbers.hpp>

namespace weft::cli {
namespace {

using conformance::Case;

// docs/guide/check.md tells them.
constexpr int all_hold = 0;
constexpr int some_fail = 1;
constexpr int not_asked = 3;

struct ServerOptions {
  std::string url;
  std::vector<std::string> only;
  bool list = false;
  bool strict = false;
  bool verbose = false;
  std::string json;
  std::string junit;
  check::Trust trust;
  double timeout = 1;
  std::size_t at_a_time = 8;
  std::string restart;
};

std::vector<const Case*> chosen(const ServerOptions& options) {
  std::vector<const Case*> cases;
  for (const Case& one : conformance::server_cases()) {
    const auto meant = [&one](const std::string& only) { return conformance::is_meant(only, one); };
    if (options.only.empty() || std::ranges::any_of(options.only, meant)) cases.push_back(&one);
  }
  if (cases.empty()) throw std::runtime_error(fmt::format("no case is meant by {}", fmt::join(options.only, ", ")));
  return cases;
}

void list(const std::vector<const Case*>& cases) {
  for (const Case* one : cases) std::cout << one->id << ": " << one->sends << '\n';
}

void write(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  if (path == "-") {
    std::cout << text;
    return;
  }
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("{} cannot be written", path));
}

// What the command writes is no part of the report.
void run(const std::string& command) {
  const int status = std::system(fmt::format("{{ {}\n}} >&2 </dev/null", command).c_str());
  if (status != 0) std::cerr << fmt::format("weft: the command of --restart failed: {}\n", command);
}

int check_server(const ServerOptions& options) {
  const std::vector<const Case*> cases = chosen(options);
  if (options.list) {
    list(cases);
    return all_hold;
  }
  if (options.url.empty()) throw CLI::RequiredError("URL");
  check::SurveyOptions how;
  how.patience.answer = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.timeout));
  how.at_a_time = options.at_a_time;
  if (!options.restart.empty()) how.restart = [&options] { run(options.restart); };
  const check::Findings findings = survey(check::place_of(options.url, options.trust), cases, how);
  if (findings.cases.empty()) {
    std::cerr << fmt::format("weft: {}: {}\n", options.url, findings.unreachable);
    return not_asked;
  }
  write(options.json, json_of(findings, options.url, options.strict));
  write(options.junit, junit_of(findings, options.strict));
  if (options.json != "-") std::cout << report_of(findings, {options.verbose, options.strict});
  return holds(findings, options.strict) ? all_hold : some_fail;
}

void add_server(CLI::App& check, int& exit_code) {
  const auto options = std::make_shared<ServerOptions>();
  CLI::App* verb = check.add_subcommand("server", "Whether a server keeps RFC 9113, 7541, 9218 and 8441");
  verb->add_option(
          "url", options->url,
          "A resource that a GET is answered with: https://host/path, or http://host/path for HTTP/2 with prior "
          "knowledge. An answer of 65,536 octets or more shows all that can be seen of flow control")
      ->option_text("URL");
  verb->add_option("--only", options->only,
                   "These cases alone: 6.9 for a section and all below it, 7541 for an RFC, or an id")
      ->allow_extra_args(false)
      ->option_text("SECTION ...");
  verb->add_flag("--list", options->list, "List the cases, and end");
  verb->add_flag("--strict", options->strict,
                 "What the RFC allows instead of what it says fails as well, and so does an end without GOAWAY");
  verb->add_flag("-v,--verbose", options->verbose, "Show cases that are exact, and those that were not tried, as well");
  verb->add_option("--json", options->json, "The findings as JSON to a file, or to standard output (-) instead of text")
      ->option_text("FILE");
  verb->add_option("--junit", options->junit, "The findings as JUnit has them, to a file")->option_text("FILE");
  auto* insecure =
      verb->add_flag("--insecure", options->trust.insecure, "Trust any certificate: for a test server's own");
  verb->add_option("--cacert", options->trust.file, "PEM file of the certificates to trust, instead of the system's")
      ->option_text("FILE")
      ->excludes(insecure);
  verb->add_option("--timeout", options->timeout, "A server that says nothing for so long hangs")
      ->transform(time_between("10ms", "1m"))
      ->default_str("1s")
      ->option_text("TIME");
  verb->add_option("--at-a-time", options->at_a_time, "So many cases at a time, each over a connection of its own")
      ->transform(whole_between(1, 100))
      ->capture_default_str()
      ->option_text("N");
  verb->add_option(
          "--restart", options->restart,
          "Starts the server again when a case has killed it; the shell runs it, and it returns: \"my-server &\"")
      ->option_text("COMMAND");
  verb->callback([options, &exit_code] { exit_code = check_server(*options); });
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("check", "Check whether an implementation of HTTP/2 keeps the RFCs");
  verb->require_subcommand(1);
  add_server(*verb, exit_code);
}

}  // namespace weft::cli
