#include <cli/check/check.hpp>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <cli/check/client/client.hpp>
#include <cli/check/floods/abuse.hpp>
#include <cli/check/place.hpp>
#include <cli/check/survey.hpp>
#include <cli/check/telling.hpp>
#include <cli/support/numbers.hpp>

namespace weft::cli {
namespace {

struct ServerOptions {
  std::string url;
  check::Telling telling;
  check::Trust trust;
  double timeout = 1;
  std::size_t at_a_time = 8;
  std::string restart;
  check::AbuseOptions abuse;
};

// The lines that the command writes are no part of the report.
void run(const std::string& command) {
  const int status = std::system(fmt::format("{{ {}\n}} >&2 </dev/null", command).c_str());
  if (status != 0) std::cerr << fmt::format("weft: the command of --restart failed: {}\n", command);
}

int check_server(const ServerOptions& options) {
  const auto cases = check::chosen(conformance::server_cases(), options.telling.only);
  if (options.telling.list) {
    check::list(cases);
    return check::all_hold;
  }
  if (options.url.empty()) throw CLI::RequiredError("URL");
  check::SurveyOptions how;
  how.patience.answer = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.timeout));
  how.at_a_time = options.at_a_time;
  if (!options.restart.empty()) how.restart = [&options] { run(options.restart); };
  check::Place place = check::place_of(options.url, options.trust);
  place.recorded = !options.telling.record.empty();
  return check::tell(survey(place, cases, how), options.url, options.telling);
}

int check_abuse(const ServerOptions& options) {
  if (options.telling.list) {
    check::list_floods(options.telling.only);
    return check::all_hold;
  }
  if (options.url.empty()) throw CLI::RequiredError("URL");
  const auto timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.timeout));
  return check::check_abuse(options.url, options.trust, options.telling, timeout, options.abuse);
}

void add_server(CLI::App& check, int& exit_code) {
  const auto options = std::make_shared<ServerOptions>();
  CLI::App* verb = check.add_subcommand("server", "Whether a server keeps RFC 9113, 7541, 9218, 8441 and 7301");
  verb->add_option(
          "url", options->url,
          "A resource that a GET is answered with: https://host/path, or http://host/path for HTTP/2 with prior "
          "knowledge. An answer of 65,536 octets or more shows all that can be seen of flow control")
      ->option_text("URL");
  check::add_telling(*verb, options->telling);
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
  check::add_abuse(*verb, options->abuse);
  verb->callback(
      [options, &exit_code] { exit_code = options->abuse.wanted ? check_abuse(*options) : check_server(*options); });
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("check", "Check whether an implementation of HTTP/2 keeps the RFCs");
  verb->require_subcommand(1);
  add_server(*verb, exit_code);
  check::add_client(*verb, exit_code);
}

}  // namespace weft::cli
