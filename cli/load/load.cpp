#include <cli/load/load.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <cli/load/plan.hpp>
#include <cli/load/report.hpp>
#include <cli/load/run.hpp>

namespace weft::cli {
namespace {

struct LoadOptions {
  std::vector<std::string> urls;
  std::uint64_t count = 0;
  std::size_t connections = 1;
  std::size_t streams = 1;
  bool insecure = false;
};

int run_load(const LoadOptions& options) {
  load::Plan plan;
  plan.target = load::parse_target(options.urls.front());
  for (const std::string& url : options.urls)
    plan.requests.push_back({.path = load::parse_target(url).path, .fields = {{"user-agent", "weft"}}});
  plan.count = options.count;
  plan.connections = options.connections;
  plan.h2.streams = options.streams;
  if (options.insecure) plan.certificates = load::Certificates::trust_any;
  const load::Figures figures = load::run(plan, {});
  fmt::print("{}", load::to_text(plan, figures));
  return figures.tally.failures == 0 ? 0 : 1;
}

}  // namespace

void add_load(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<LoadOptions>();
  CLI::App* verb = app.add_subcommand("load", "Put load on a server and measure");
  verb->add_option("url", options->urls, "What to ask for")->required()->option_text("URL ...");
  verb->add_option("-n", options->count, "Requests");
  verb->add_option("-c", options->connections, "Connections");
  verb->add_option("-m", options->streams, "Streams");
  verb->add_flag("--insecure", options->insecure, "Any certificate");
  verb->callback([options, &exit_code] { exit_code = run_load(*options); });
}

}  // namespace weft::cli
