// The table of the tool's options, as completion needs it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace weft::cli::completion {

// The tool, its verbs and theirs, each before those of its own.
std::vector<const CLI::App*> commands_of(const CLI::App& tool);

struct Value {
  enum class Kind : std::uint8_t {
    none,     // a flag has no value
    file,     // any file
    folder,   // any folder
    word,     // one of `words`
    unknown,  // all else: a number, a URL, a name
  };

  Kind kind = Kind::none;
  std::vector<std::string> words = {};

  friend bool operator==(const Value&, const Value&) = default;
};

Value value_of(const CLI::Option& option);

// "-o" and "--output"; none for an argument.
std::vector<std::string> names_of(const CLI::Option& option);

// The argument that the command takes beside options; null where there is none.
const CLI::Option* argument_of(const CLI::App& app);

}  // namespace weft::cli::completion
