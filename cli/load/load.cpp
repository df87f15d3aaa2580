#include <cli/load/load.hpp>

#include <sys/types.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <cli/load/compare.hpp>
#include <cli/load/plan.hpp>
#include <cli/load/process_cpu.hpp>
#include <cli/load/report.hpp>
#include <cli/load/report_json.hpp>
#include <cli/load/request_file.hpp>
#include <cli/load/run.hpp>
#include <cli/support/text_file.hpp>

namespace weft::cli {
namespace {

using namespace load;

struct LoadOptions {
  std::vector<std::string> urls;
  std::string requests;
  std::vector<std::string> fields;
  std::string data;
  std::uint64_t count = 0;
  double duration = 10;  // seconds, as all times here
  double warm_up = 0;
  double timeout = 30;
  double connect_timeout = 10;
  bool no_resend = false;
  std::size_t connections = 1;
  std::size_t streams = 1;
  std::size_t threads = 1;
  double rate = 0;
  std::string http = "auto";
  std::uint32_t window = H2Options().window;
  bool insecure = false;
  std::string json;
  std::string compare;
  std::size_t rounds = 5;
  pid_t pid = 0;
  pid_t compare_pid = 0;
};

Duration duration_of(double seconds) {
  return Duration(static_cast<Duration::rep>(seconds * 1e9));
}

Target target_of(const LoadOptions& options) {
  const Target target = parse_target(options.urls.front());
  for (const std::string& url : options.urls) {
    if (parse_target(url).same_origin(target)) continue;
    throw std::invalid_argument(fmt::format("{}: expected the origin of the first URL, {}", url, target.origin()));
  }
  return target;
}

Requests requests_of_urls(const LoadOptions& options) {
  Request request;
  if (!options.data.empty()) {
    const auto body = read_text(options.data);
    if (!body) throw std::runtime_error(fmt::format("{}: cannot be read", options.data));
    request.method = "POST";
    request.body = *body;
  }
  Requests requests;
  for (const std::string& url : options.urls) {
    request.path = parse_target(url).path;
    requests.push_back(request);
  }
  return requests;
}

Requests requests_of(const LoadOptions& options) {
  if (options.requests.empty()) return requests_of_urls(options);
  if (options.urls.size() != 1 || parse_target(options.urls.front()).path != "/") {
    throw std::invalid_argument("with --requests, expected one URL without a path: whom to ask");
  }
  return read_requests(options.requests);
}

void add_fields(Requests& requests, const std::vector<std::string>& lines) {
  for (Request& request : requests) {
    for (const std::string& line : lines) {
      if (!add_field(request, line)) throw std::invalid_argument(fmt::format("{}: expected 'name: value'", line));
    }
    const bool named = std::any_of(request.fields.begin(), request.fields.end(),
                                   [](const auto& field) { return field.first == "user-agent"; });
    if (!named) request.fields.emplace_back("user-agent", "weft-load");
  }
}

Plan plan_of(const LoadOptions& options) {
  Plan plan;
  plan.target = target_of(options);
  plan.requests = requests_of(options);
  add_fields(plan.requests, options.fields);
  const std::map<std::string, Version> versions = {
      {"auto", Version::any}, {"2", Version::http2}, {"1.1", Version::http11}};
  plan.version = versions.at(options.http);
  plan.certificates = options.insecure ? Certificates::trust_any : Certificates::verify;
  plan.threads = options.threads;
  plan.connections = options.connections;
  if (plan.connections < plan.threads) throw std::invalid_argument("expected at least one connection a thread");
  plan.h2 = {.streams = options.streams, .window = options.window};
  if (options.count > 0)
    plan.count = options.count;
  else
    plan.duration = duration_of(options.duration);
  plan.warm_up = duration_of(options.warm_up);
  plan.rate = options.rate;
  plan.timeout = duration_of(options.timeout);
  plan.connect_timeout = duration_of(options.connect_timeout);
  plan.unprocessed = options.no_resend ? Unprocessed::fail : Unprocessed::send_again;
  return plan;
}

// The same requests to another origin, or, where there is but one URL, another URL.
Plan plan_of_other(const LoadOptions& options, Plan plan) {
  plan.target = parse_target(options.compare);
  const bool one_url = options.requests.empty() && options.urls.size() == 1;
  if (one_url)
    plan.requests.front().path = plan.target.path;
  else if (plan.target.path != "/") {
    throw std::invalid_argument(fmt::format("{}: expected no path: it is asked for the same ones", options.compare));
  }
  return plan;
}

void show(const std::string& name, const Progress& progress) {
  fmt::print(stderr, "\r\033[K{}{}", name, to_text(progress));
  std::fflush(stderr);
}

void clear_line() {
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
}

RunOptions run_options(pid_t pid, const std::string& name) {
  RunOptions options;
  if (pid != 0) {
    if (!cpu_of_process(pid)) throw std::invalid_argument(fmt::format("there is no process {}", pid));
    options.server = pid;
  }
  if (::isatty(STDERR_FILENO) != 0) options.on_progress = [name](const Progress& progress) { show(name, progress); };
  return options;
}

// To standard output instead of the text, or to a file beside it.
void write(const LoadOptions& options, const std::string& text, const std::string& json) {
  if (options.json != "-") fmt::print("{}", text);
  if (options.json.empty()) return;
  std::FILE* out = options.json == "-" ? stdout : std::fopen(options.json.c_str(), "w");
  const bool written = out != nullptr && std::fprintf(out, "%s\n", json.c_str()) > 0 && std::fflush(out) == 0;
  if (out != nullptr && out != stdout) std::fclose(out);
  if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", options.json));
}

bool whole(const Figures& figures) {
  return figures.tally.errors.empty() && figures.tally.unsent == 0;
}

int load_one(const LoadOptions& options) {
  const Plan plan = plan_of(options);
  const Figures figures = run(plan, run_options(options.pid, ""));
  clear_line();
  write(options, to_text(plan, figures), to_json(plan, figures));
  return whole(figures) ? 0 : 1;
}

int load_two(const LoadOptions& options) {
  const Plan plan = plan_of(options);
  Side a{plan, run_options(options.pid, "A  "), {}};
  Side b{plan_of_other(options, plan), run_options(options.compare_pid, "B  "), {}};
  run_in_turn(a, b, options.rounds);
  clear_line();
  write(options, to_text(a, b), to_json(a, b));
  const bool fine =
      std::all_of(a.runs.begin(), a.runs.end(), whole) && std::all_of(b.runs.begin(), b.runs.end(), whole);
  return fine ? 0 : 1;
}

CLI::Validator seconds() {
  return CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}},
                               CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME");
}

void add_what(CLI::App& verb, LoadOptions& options) {
  verb.add_option("url", options.urls,
                  "What to ask for: each connection asks for them in turn. One origin; http is HTTP/2 with prior "
                  "knowledge unless --http says otherwise")
      ->required()
      ->option_text("URL ...");
  auto* file = verb.add_option("--requests", options.requests,
                               "A JSON list of requests instead: [{\"method\", \"path\", \"fields\": {}, \"body\" or "
                               "\"body_file\"}]; - is standard input. The URL says whom to ask")
                   ->option_text("FILE");
  verb.add_option("-H,--field", options.fields, "A field of every request")
      ->allow_extra_args(false)
      ->option_text("'NAME: VALUE' ...");
  verb.add_option("--data", options.data, "POST the content of this file")->option_text("FILE")->excludes(file);
  verb.add_option("--http", options.http,
                  "auto: https lets the server choose, http is HTTP/2 with prior knowledge; 2 or 1.1: only that")
      ->check(CLI::IsMember({"auto", "2", "1.1"}))
      ->capture_default_str()
      ->option_text("VERSION");
  verb.add_flag("--insecure", options.insecure, "Trust any certificate: for a test server's own");
}

void add_how_much(CLI::App& verb, LoadOptions& options) {
  auto* count =
      verb.add_option("-n,--count", options.count, "How many requests")->check(CLI::PositiveNumber)->option_text("N");
  verb.add_option("-d,--duration", options.duration, "Instead, for how long: 500ms, 10s, 2m")
      ->transform(seconds())
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->option_text("TIME")
      ->excludes(count);
  verb.add_option("--warm-up", options.warm_up, "Load before, that is not counted")
      ->transform(seconds())
      ->check(CLI::NonNegativeNumber)
      ->option_text("TIME");
  verb.add_option("-c,--connections", options.connections, "Connections")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("-m,--streams", options.streams,
                  "Requests at a time on each: streams, or the depth of the pipeline in HTTP/1.1")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--threads", options.threads, "Threads, which share the connections")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--rate", options.rate,
                  "Open loop: so many requests a second, whatever becomes of them; latency counts from when each was "
                  "due. Without it, each answer makes room for the next request")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  verb.add_option("--window", options.window, "Flow-control window of each stream in octets")
      ->check(CLI::Range(1, 0x7fff'ffff))
      ->capture_default_str()
      ->option_text("N");
  verb.add_option("--timeout", options.timeout, "A request that is not answered for so long has failed")
      ->transform(seconds())
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->option_text("TIME");
  verb.add_option("--connect-timeout", options.connect_timeout, "How long it may take to connect, TLS included")
      ->transform(seconds())
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->option_text("TIME");
  verb.add_flag("--no-resend", options.no_resend,
                "Count as failed what the server refused without processing it (REFUSED_STREAM, GOAWAY, connection: "
                "close); without it such a request is sent again");
}

void add_measures(CLI::App& verb, LoadOptions& options) {
  verb.add_option("--json", options.json, "The figures as JSON to a file, or to standard output (-) instead of text")
      ->option_text("FILE");
  auto* pid = verb.add_option("--pid", options.pid, "The server's process on this machine: tells its CPU per request")
                  ->check(CLI::PositiveNumber)
                  ->option_text("PID");
  auto* compare =
      verb.add_option("--compare", options.compare, "A second target B, measured in turn with the first: A B B A")
          ->option_text("URL");
  verb.add_option("--rounds", options.rounds, "Rounds of A B B A")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->needs(compare)
      ->option_text("N");
  verb.add_option("--compare-pid", options.compare_pid, "The process of the second target")
      ->check(CLI::PositiveNumber)
      ->needs(compare)
      ->needs(pid)
      ->option_text("PID");
}

}  // namespace

void add_load(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<LoadOptions>();
  CLI::App* verb = app.add_subcommand("load", "Put load on a server and measure it");
  add_what(*verb, *options);
  add_how_much(*verb, *options);
  add_measures(*verb, *options);
  verb->callback(
      [options, &exit_code] { exit_code = options->compare.empty() ? load_one(*options) : load_two(*options); });
}

}  // namespace weft::cli
