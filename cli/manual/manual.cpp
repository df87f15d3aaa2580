// weft_manual PAGE.1.in VERSION: writes the manual page, with the options of `weft get` in place of the line
// @OPTIONS weft get@.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include <cli/support/help.hpp>
#include <cli/tool.hpp>

namespace {

// As troff prints it again: a plain "-" would become a hyphen.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  const bool is_control_line = out.starts_with('.') || out.starts_with('\'');
  return is_control_line ? "\\&" + out : out;
}

// "-o,--output" of the table is "-o, --output" for people.
std::string spaced(std::string names) {
  for (std::size_t at = 0; (at = names.find(',', at)) != names.npos; at += 2) names.replace(at, 1, ", ");
  return names;
}

std::string entry_of(const CLI::Option& option) {
  const std::string& value = option.get_option_text();
  const std::string names = escaped(spaced(option.get_name(false, true)));
  const std::string given = value.empty() ? "" : " \\fI" + escaped(value) + "\\fR";
  return ".TP\n\\fB" + names + "\\fR" + given + "\n" + escaped(weft::cli::meaning_of(option)) + ".\n";
}

std::string options_of(const CLI::App& verb) {
  std::string out;
  // These need no heading.
  std::string group = "Options";
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) continue;
    if (option->get_group() != group) out += ".SS " + (group = option->get_group()) + "\n";
    out += entry_of(*option);
  }
  return out;
}

// The verb that these words call; null where there is none.
const CLI::App* verb_of(const CLI::App& app, std::string_view words) {
  if (weft::cli::command_of(app) == words) return &app;
  for (const CLI::App* verb : app.get_subcommands({})) {
    if (const CLI::App* found = verb_of(*verb, words)) return found;
  }
  return nullptr;
}

// The page's text for a line of its source; empty for options of a verb that is not there.
std::string printed(std::string line, const CLI::App& tool, std::string_view tool_version) {
  constexpr std::string_view options = "@OPTIONS ";
  if (line.starts_with(options)) {
    const CLI::App* verb = verb_of(tool, line.substr(options.size(), line.size() - options.size() - 1));
    return verb == nullptr ? "" : options_of(*verb);
  }
  const std::size_t version = line.find("@VERSION@");
  if (version != line.npos) line.replace(version, 9, tool_version);
  return line + '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("weft_manual: expected PAGE.1.in VERSION\n", stderr);
    return 2;
  }
  std::ifstream page(argv[1]);
  if (!page) {
    std::fprintf(stderr, "weft_manual: %s cannot be read\n", argv[1]);
    return 1;
  }
  int exit_code = 0;
  const auto tool = weft::cli::make_tool(exit_code);
  for (std::string line; std::getline(page, line);) {
    const std::string text = printed(line, *tool, argv[2]);
    if (text.empty()) {
      std::fprintf(stderr, "weft_manual: %s: %s: there is no such verb\n", argv[1], line.c_str());
      return 1;
    }
    std::cout << text;
  }
  return std::cout.flush() ? 0 : 1;
}
