#include <cli/load/load.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cli/load/compare.hpp>
#include <cli/load/descriptors.hpp>
#include <cli/load/options.hpp>
#include <cli/load/process_cpu.hpp>
#include <cli/load/report.hpp>
#include <cli/load/report_json.hpp>
#include <cli/load/run.hpp>
#include <cli/load/thresholds.hpp>
#include <cli/support/interrupt.hpp>

namespace weft::cli {
namespace {

using namespace load;

// Shells report the end by a signal with this base.
constexpr int exit_code_of_signals = 128;

bool on_terminal() {
  return ::isatty(STDERR_FILENO) != 0;
}

// One line that changes, or many that stay.
void show(const std::string& name, const Progress& progress) {
  if (on_terminal())
    fmt::print(stderr, "\r\033[K{}{}", name, to_text(progress));
  else
    fmt::print(stderr, "{}{}\n", name, to_text(progress));
  std::fflush(stderr);
}

void clear_line() {
  if (on_terminal()) fmt::print(stderr, "\r\033[K");
}

RunOptions run_options(pid_t pid, const std::string& name) {
  RunOptions options;
  if (pid != 0) {
    if (!cpu_of_process(pid)) throw std::invalid_argument(fmt::format("there is no process {}", pid));
    options.server = pid;
  }
  options.on_progress = [name](const Progress& progress) { show(name, progress); };
  options.progress_interval = std::chrono::seconds(on_terminal() ? 1 : 2);
  options.interrupted = Interrupt::caught;
  return options;
}

void write_json(const LoadOptions& options, const std::string& json) {
  if (options.json.empty()) return;
  std::FILE* out = options.json == "-" ? stdout : std::fopen(options.json.c_str(), "w");
  const bool written = out != nullptr && std::fprintf(out, "%s\n", json.c_str()) > 0 && std::fflush(out) == 0;
  if (out != nullptr && out != stdout) std::fclose(out);
  if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", options.json));
}

// Writes to standard output instead of the text, or to a file beside it.
void write(const LoadOptions& options, const std::string& text, const std::string& json) {
  if (options.json != "-") fmt::print("{}", text);
  std::fflush(stdout);
  write_json(options, json);
}

bool whole(const Figures& figures) {
  return figures.tally.errors.empty() && figures.tally.unsent == 0;
}

int load_one(const LoadOptions& options) {
  const Plan plan = plan_of(options);
  const Thresholds thresholds = options.fail_if.empty() ? Thresholds() : parse_thresholds(options.fail_if);
  const RunOptions how = run_options(options.pid, "");
  try {
    const Figures figures = run(plan, how);
    clear_line();
    const std::vector<std::string> over = crossed(thresholds, figures);
    write(options, to_text(plan, figures), to_json(plan, figures, over));
    for (const std::string& each : over) fmt::print(stderr, "weft: --fail-if {}\n", each);
    if (figures.interrupted != 0) return exit_code_of_signals + figures.interrupted;
    const bool fine = thresholds.empty() ? whole(figures) : over.empty();
    return fine ? 0 : 1;
  } catch (const NoConnection& error) {
    clear_line();
    write_json(options, to_json(plan, error.figures, {}, error.what()));
    throw;
  }
}

int load_two(const LoadOptions& options) {
  const Plan plan = plan_of(options);
  Side a{plan, run_options(options.pid, "A  "), {}};
  Side b{plan_of_other(options, plan), run_options(options.compare_pid, "B  "), {}};
  try {
    run_in_turn(a, b, options.rounds);
  } catch (const NoConnection& error) {
    clear_line();
    write_json(options, to_json(a, b, error.what()));
    throw;
  }
  clear_line();
  write(options, to_text(a, b), to_json(a, b));
  if (const int signal = Interrupt::caught(); signal != 0) return exit_code_of_signals + signal;
  const bool fine =
      std::all_of(a.runs.begin(), a.runs.end(), whole) && std::all_of(b.runs.begin(), b.runs.end(), whole);
  return fine ? 0 : 1;
}

int load_any(const LoadOptions& options) {
  const Interrupt interrupt;
  provide_descriptors(options.connections, options.threads);
  return options.compare.empty() ? load_one(options) : load_two(options);
}

}  // namespace

void add_load(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<LoadOptions>();
  CLI::App* verb = app.add_subcommand("load", "Put load on a server and measure it");
  add_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = load_any(*options); });
}

}  // namespace weft::cli
