#include <cli/completion/bash.hpp>

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <cli/completion/table.hpp>
#include <cli/tool.hpp>

namespace weft::cli::completion {

namespace {

using Kind = Value::Kind;

constexpr const char* script = R"(# Completion of weft for bash, made of the options that it parses.

_weft() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command=weft words= i
  # Bash makes three words of --option=value.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${{COMP_WORDS[i]}}" in
      {verbs}) command+=" ${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$command $before" in
{values}    *)
      case "$command" in
{commands}      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}}
complete -F _weft weft
)";

std::string quoted(const std::string& words) {
  return "'" + words + "'";
}

// The words of all verbs, as patterns.
std::string verb_patterns(const CLI::App& tool) {
  std::vector<std::string> patterns;
  for (const CLI::App* app : commands_of(tool)) {
    if (app != &tool) patterns.push_back(quoted(command_of(*app)));
  }
  return fmt::format("{}", fmt::join(patterns, " | "));
}

// Readline completes names of files by itself, with their quotes and spaces.
std::string completed(const Value& value) {
  switch (value.kind) {
    case Kind::file:
      return "compopt -o default";
    case Kind::folder:
      return "compopt -o dirnames";
    case Kind::word:
      return fmt::format("words='{}'", fmt::join(value.words, " "));
    case Kind::none:
    case Kind::unknown:
      break;
  }
  return ":";
}

// A line for each option with a value: the words that come before the value.
std::string value_cases(const CLI::App& tool) {
  std::string out;
  for (const CLI::App* app : commands_of(tool)) {
    for (const CLI::Option* option : app->get_options()) {
      const Value value = value_of(*option);
      if (value.kind == Kind::none || option->get_positional()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : names_of(*option)) patterns.push_back(quoted(command_of(*app) + " " + name));
      out += fmt::format("    {}) {} ;;\n", fmt::join(patterns, " | "), completed(value));
    }
  }
  return out;
}

std::string option_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : names_of(*option)) words.push_back(name);
  }
  return fmt::format("words='{}'", fmt::join(words, " "));
}

// Verbs, or what the argument is.
std::string other_words(const CLI::App& app) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  if (!verbs.empty()) return completed({Kind::word, verbs});
  const CLI::Option* argument = argument_of(app);
  return argument == nullptr ? ":" : completed(value_of(*argument));
}

std::string command_cases(const CLI::App& tool) {
  std::string out;
  for (const CLI::App* app : commands_of(tool)) {
    out += fmt::format("        {}) if [[ $word == -* ]]; then {}; else {}; fi ;;\n", quoted(command_of(*app)),
                       option_words(*app), other_words(*app));
  }
  return out;
}

}  // namespace

std::string bash_script(const CLI::App& tool) {
  return fmt::format(script, fmt::arg("verbs", verb_patterns(tool)), fmt::arg("values", value_cases(tool)),
                     fmt::arg("commands", command_cases(tool)));
}

}  // namespace weft::cli::completion
