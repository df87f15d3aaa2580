#include <cli/check/client/client.hpp>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <cli/check/client/rounds.hpp>
#include <cli/check/client/visits.hpp>
#include <cli/check/telling.hpp>
#include <cli/support/numbers.hpp>

namespace weft::cli::check {

namespace {

struct Options {
  std::vector<std::string> command;
  std::string listen = "https://localhost:0";
  Telling telling;
  double timeout = 1;
  std::size_t at_a_time = 4;
};

// One line as soon as a client has been there.
void tell_at_once(const Finding& finding, bool is_in_doubt) {
  std::cerr << fmt::format("{:16}{}: {}{}{}\n", to_string(finding.sort), finding.one->id, finding.found,
                           finding.flaky ? ", but not each time" : "", is_in_doubt ? ", worth another visit" : "");
}

int check_client(const Options& options) {
  const auto cases = chosen(conformance::client_cases(), options.telling.only);
  if (options.telling.list) {
    list(cases);
    return all_hold;
  }
  ClientOptions how;
  how.listen = options.listen;
  how.patience.answer = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.timeout));
  how.at_a_time = options.at_a_time;
  how.recorded = !options.telling.record.empty();
  if (options.command.empty()) return tell(await_visits(cases, how, tell_at_once), options.listen, options.telling);
  const Command command(options.command);
  return tell(run_command(command, cases, how), command.text(), options.telling);
}

}  // namespace

void add_client(CLI::App& check, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = check.add_subcommand("client", "Whether a client keeps RFC 9113, 7541 and 9218");
  verb->add_option("command", options->command,
                   "Behind --, a command that makes the client ask for {url}, once for each case; {file} is a file of "
                   "100,000 octets that it may upload. Without a command, the URLs are told, and visits awaited")
      ->option_text("COMMAND ...");
  verb->add_option(
          "--listen", options->listen,
          "Where clients come to: https://localhost:9443, with a development certificate, or http:// for HTTP/2 "
          "with prior knowledge; with the port 0 one is found")
      ->option_text("URL")
      ->capture_default_str();
  add_telling(*verb, options->telling);
  verb->add_option("--timeout", options->timeout,
                   "A client that says nothing for so long hangs; a command has ten times as long to make its request, "
                   "and is ended then")
      ->transform(time_between("10ms", "1m"))
      ->default_str("1s")
      ->option_text("TIME");
  verb->add_option("--at-a-time", options->at_a_time, "So many runs of the command at a time")
      ->transform(whole_between(1, 4))
      ->capture_default_str()
      ->option_text("N");
  verb->callback([options, &exit_code] { exit_code = check_client(*options); });
}

}  // namespace weft::cli::check
