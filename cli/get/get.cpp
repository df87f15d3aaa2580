#include <cli/get/get.hpp>

#include <memory>

#include <CLI/CLI.hpp>

#include <cli/get/options.hpp>
#include <cli/get/run.hpp>

namespace weft::cli {

void add_get(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<get::GetOptions>();
  CLI::App* verb = app.add_subcommand("get", "Ask for URLs, over one connection where that can be");
  get::add_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = get::run(*options); });
}

}  // namespace weft::cli
