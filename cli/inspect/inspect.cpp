#include <cli/inspect/inspect.hpp>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <cli/inspect/between.hpp>
#include <cli/inspect/options.hpp>
#include <cli/inspect/prompt.hpp>
#include <cli/inspect/recording/mode.hpp>
#include <weft/http/url.hpp>

namespace weft::cli {
namespace {

using inspect::InspectOptions;

bool is_url(const std::string& text) {
  return http::split_url(text).has_value();
}

// A server or an address to listen on: a URL without a path.
std::string check_origin(const std::string& text) {
  if (!is_url(text)) return fmt::format("{}: expected https://host:port or http://host:port", text);
  const auto url = http::parse_url(text);
  if (!url) return fmt::format("{}: expected https://host:port or http://host:port: {}", text, to_string(url.error()));
  return url->target == "/" ? "" : fmt::format("{}: expected https://host:port or http://host:port, no path", text);
}

void add_prompt(CLI::App& verb, InspectOptions& options) {
  verb.add_option("--script", options.script,
                  "Take the commands of this file, - for standard input; nothing is sent where one of them is wrong")
      ->option_text("FILE")
      ->group("Prompt");
  verb.add_flag("--bare", options.bare, "Send nothing unasked: no preface, no SETTINGS, no acknowledgment")
      ->group("Prompt");
}

void add_between(CLI::App& verb, InspectOptions& options) {
  auto* listen = verb.add_option("--listen", options.listen,
                                 "Stand between the clients that come here and a server: https://host:port or "
                                 "http://host:port")
                     ->check(CLI::Validator(check_origin, ""))
                     ->option_text("URL")
                     ->excludes("--script")
                     ->excludes("--bare")
                     ->group("Between");
  auto* to = verb.add_option("--to", options.to, "The server: https://host:port or http://host:port")
                 ->check(CLI::Validator(check_origin, ""))
                 ->option_text("URL")
                 ->needs(listen)
                 ->group("Between");
  listen->needs(to);
  auto* record = verb.add_option("--record", options.record,
                                 "Record each connection to a file of this folder, for weft inspect FILE. Values of "
                                 "fields are kept as lengths and hashes, bodies as lengths")
                     ->check(CLI::ExistingDirectory)
                     ->option_text("DIR")
                     ->needs(listen)
                     ->group("Between");
  verb.add_flag("--record-values", options.record_values,
                "Record all octets, credentials and bodies among them. Neither end is an engine of weft, so that such "
                "a recording can be shown and exported, and not replayed")
      ->needs(record)
      ->group("Between");
}

void add_options(CLI::App& verb, InspectOptions& options) {
  verb.add_option("what", options.what,
                  "A server to speak to, https://host or http://host: opens the prompt; or a recording's file")
      ->option_text("URL|FILE");
  verb.add_flag("-v,--verbose", options.detail, "Show all fields, and each setting in words");
  auto* insecure = verb.add_flag("-k,--insecure", options.insecure, "Trust any certificate: for a test server's own");
  verb.add_option("--cacert", options.trusted_file, "PEM file of the certificates to trust, instead of the system's")
      ->option_text("FILE")
      ->excludes(insecure);
  add_prompt(verb, options);
  add_between(verb, options);
  add_recording_options(verb, options.recording);
}

int show_recording(const InspectOptions& options) {
  inspect::RecordingOptions recording = options.recording;
  recording.file = options.what;
  recording.detail = options.detail;
  return inspect::run_recording(recording);
}

int run(const InspectOptions& options) {
  if (options.what.empty() == options.listen.empty()) {
    throw CLI::ValidationError("expected a URL or a recording, or --listen and --to, and not both");
  }
  if (!options.what.empty() && !is_url(options.what)) return show_recording(options);
  if (options.recording.any()) {
    throw CLI::ValidationError("--stream, --frames, --summary, --replay, --pcapng and --values are for a recording");
  }
  if (!options.listen.empty()) return inspect::stand_between(options);
  if (const std::string fault = check_origin(options.what); !fault.empty()) throw CLI::ValidationError(fault);
  return inspect::run_prompt(options);
}

}  // namespace

void add_inspect(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<InspectOptions>();
  CLI::App* verb = app.add_subcommand(
      "inspect",
      "Show a recording, stand between a client and a server and show their frames, or speak to a server "
      "frame by frame");
  add_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace weft::cli
