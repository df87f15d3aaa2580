// The command line of weft: main parses it, and manual pages and completion are made of it.
//
//   int exit_code = 0;
//   const auto tool = make_tool(exit_code);
//   tool->parse(argc, argv);                     // runs the verb, which sets the exit code
#pragma once

#include <memory>
#include <string>

#include <CLI/App.hpp>

namespace weft::cli {

// `exit_code` has to outlive the tool. Verbs that fail throw.
std::unique_ptr<CLI::App> make_tool(int& exit_code);

// The words that call a verb: "weft hpack encode".
std::string command_of(const CLI::App& verb);

}  // namespace weft::cli
