// weft_manual PAGE.1.in VERSION: writes the manual page, with the options of `weft get` in place of the line @OPTIONS@.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include <cli/get/get.hpp>

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
  return ".TP\n\\fB" + names + "\\fR" + given + "\n" + escaped(option.get_description()) + ".\n";
}

std::string options_of(const CLI::App& verb) {
  std::string out;
  std::string group;
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) continue;
    if (option->get_group() != group) out += ".SS " + (group = option->get_group()) + "\n";
    out += entry_of(*option);
  }
  return out;
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
  CLI::App app("", "weft");
  int exit_code = 0;
  weft::cli::add_get(app, exit_code);
  for (std::string line; std::getline(page, line);) {
    const std::size_t version = line.find("@VERSION@");
    if (version != line.npos) line.replace(version, 9, argv[2]);
    std::cout << (line == "@OPTIONS@" ? options_of(*app.get_subcommand("get")) : line + '\n');
  }
  return std::cout.flush() ? 0 : 1;
}
