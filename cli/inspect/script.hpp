// The commands of a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cli/inspect/command.hpp>

namespace weft::cli::inspect {

struct Line {
  // "FILE:3", "line 3".
  std::string place;
  Result<Command, Wrong> command;
};

// `name` is that of the file.
std::vector<Line> parse_script(std::string_view text, const std::string& name);

// "FILE:3:9: expected …"; empty where the line is right.
std::string fault_of(const Line& line);

}  // namespace weft::cli::inspect
