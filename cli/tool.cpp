#include <cli/tool.hpp>

#include <CLI/CLI.hpp>

#include <cli/cert/cert.hpp>
#include <cli/check/check.hpp>
#include <cli/explain/explain.hpp>
#include <cli/get/get.hpp>
#include <cli/hpack/hpack.hpp>
#include <cli/inspect/inspect.hpp>
#include <cli/live/live.hpp>
#include <cli/load/load.hpp>
#include <cli/serve/serve.hpp>
#include <cli/status/status.hpp>
#include <cli/support/help.hpp>

namespace weft::cli {

std::unique_ptr<CLI::App> make_tool(int& exit_code) {
  auto tool = std::make_unique<CLI::App>(
      "HTTP/2 for C++: serve a folder, get URLs, put load on a server, check one, watch one, inspect frames, make a "
      "certificate, look inside header compression, explain its reasons.",
      "weft");
  tool->require_subcommand(1);
  tool->set_version_flag("--version", WEFT_VERSION);
  tool->formatter(std::make_shared<HelpFormatter>(help_width()));
  add_serve(*tool, exit_code);
  add_get(*tool, exit_code);
  add_cert(*tool, exit_code);
  add_load(*tool, exit_code);
  add_check(*tool, exit_code);
  add_hpack(*tool, exit_code);
  add_inspect(*tool, exit_code);
  add_status(*tool, exit_code);
  add_live(*tool, exit_code);
  add_explain(*tool, exit_code);
  return tool;
}

std::string command_of(const CLI::App& verb) {
  const CLI::App* parent = verb.get_parent();
  return parent == nullptr ? verb.get_name() : command_of(*parent) + " " + verb.get_name();
}

}  // namespace weft::cli
