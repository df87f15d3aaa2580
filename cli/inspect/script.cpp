#include <cli/inspect/script.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace weft::cli::inspect {

std::vector<Line> parse_script(std::string_view text, const std::string& name) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    lines.push_back({fmt::format("{}:{}", name, lines.size() + 1), parse_command(line)});
  }
  return lines;
}

std::string fault_of(const Line& line) {
  if (line.command) return {};
  return fmt::format("{}:{}: {}", line.place, line.command.error().column, line.command.error().words);
}

}  // namespace weft::cli::inspect
