#include <cli/completion/table.hpp>

#include <string_view>

#include <CLI/CLI.hpp>

namespace weft::cli::completion {

namespace {

void add_commands(std::vector<const CLI::App*>& commands, const CLI::App& app) {
  commands.push_back(&app);
  for (const CLI::App* verb : app.get_subcommands({})) add_commands(commands, *verb);
}

// CLI::IsMember names its type "{one,two}".
std::vector<std::string> words_in(const std::string& type) {
  const std::size_t open = type.find('{');
  const std::size_t close = type.rfind('}');
  if (open == type.npos || close == type.npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

// The checks of CLI11 and the help text name files and folders with the same words.
bool is_called(const CLI::Option& option, std::string_view name) {
  const std::string& shown = option.get_option_text();
  return shown.substr(0, shown.find(' ')) == name || option.get_type_name().ends_with(":" + std::string(name));
}

}  // namespace

std::vector<const CLI::App*> commands_of(const CLI::App& tool) {
  std::vector<const CLI::App*> commands;
  add_commands(commands, tool);
  return commands;
}

Value value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {Value::Kind::none};
  if (const auto words = words_in(option.get_type_name()); !words.empty()) return {Value::Kind::word, words};
  if (is_called(option, "FILE")) return {Value::Kind::file};
  if (is_called(option, "DIR")) return {Value::Kind::folder};
  return {Value::Kind::unknown};
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

const CLI::Option* argument_of(const CLI::App& app) {
  const auto arguments = app.get_options([](const CLI::Option* option) { return option->get_positional(); });
  return arguments.empty() ? nullptr : arguments.front();
}

}  // namespace weft::cli::completion
