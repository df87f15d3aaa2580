#include <cli/completion/zsh.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <cli/completion/table.hpp>
#include <cli/tool.hpp>

namespace weft::cli::completion {

namespace {

// A backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != special.npos) out += '\\';
    out += c;
  }
  return out;
}

// In the quotes of the shell.
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string function_of(const CLI::App& app) {
  std::string name = "_" + command_of(app);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string action_of(const Value& value) {
  switch (value.kind) {
    case Value::Kind::file:
      return "_files";
    case Value::Kind::folder:
      return "_files -/";
    case Value::Kind::word:
      return fmt::format("({})", fmt::join(value.words, " "));
    case Value::Kind::none:
    case Value::Kind::unknown:
      break;
  }
  // Nothing but the name of the value is shown.
  return " ";
}

// ":FILE:_files"; empty for a flag.
std::string value_spec(const CLI::Option& option) {
  const Value value = value_of(option);
  if (value.kind == Value::Kind::none) return {};
  const std::string& shown = option.get_option_text();
  return ":" + escaped(shown.empty() ? option.get_type_name() : shown, "\\:") + ":" + action_of(value);
}

// An option may be given again; a short one may have its value in the same word, a long one behind =.
std::string option_spec(const std::string& name, const CLI::Option& option) {
  const std::string value = value_spec(option);
  const std::string_view join = value.empty() ? "" : name.starts_with("--") ? "=" : "+";
  return fmt::format("*{}{}[{}]{}", name, join, escaped(option.get_description(), "\\[]:"), value);
}

std::vector<std::string> specs_of(const CLI::App& app) {
  std::vector<std::string> specs;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : names_of(*option)) specs.push_back(single_quoted(option_spec(name, *option)));
  }
  return specs;
}

// A command that ends in its arguments.
std::string leaf_function(const CLI::App& app) {
  std::vector<std::string> specs = specs_of(app);
  if (const CLI::Option* argument = argument_of(app); argument != nullptr) {
    const bool many = argument->get_items_expected_max() > 1;
    specs.push_back(single_quoted((many ? "*" : "") + value_spec(*argument)));
  }
  return fmt::format("{}() {{\n  _arguments -s -S : \\\n    {}\n}}\n\n", function_of(app),
                     fmt::join(specs, " \\\n    "));
}

// ":verb:((serve\:"Serve a folder" …))"
std::string verb_spec(const CLI::App& app) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) {
    verbs.push_back(fmt::format("{}\\:\"{}\"", verb->get_name(), escaped(verb->get_description(), "\\\"$`:")));
  }
  return fmt::format(":verb:(({}))", fmt::join(verbs, " "));
}

// A command that has verbs: theirs are the words behind the verb.
std::string branch_function(const CLI::App& app) {
  std::vector<std::string> specs = specs_of(app);
  specs.push_back(single_quoted(verb_spec(app)));
  specs.push_back("'*:: :->rest'");
  std::string cases;
  for (const CLI::App* verb : app.get_subcommands({})) {
    cases += fmt::format("    {}) {} ;;\n", verb->get_name(), function_of(*verb));
  }
  return fmt::format(
      "{}() {{\n  local curcontext=$curcontext context line state state_descr\n  typeset -A opt_args\n"
      "  _arguments -s -S -C : \\\n    {}\n  [[ $state == rest ]] || return\n  case $line[1] in\n{}  esac\n}}\n\n",
      function_of(app), fmt::join(specs, " \\\n    "), cases);
}

}  // namespace

std::string zsh_script(const CLI::App& tool) {
  std::string out = "#compdef weft\n# Completion of weft for zsh, made of the options that it parses.\n\n";
  for (const CLI::App* app : commands_of(tool)) {
    out += app->get_subcommands({}).empty() ? leaf_function(*app) : branch_function(*app);
  }
  return out + "_weft \"$@\"\n";
}

}  // namespace weft::cli::completion
