#include <cli/status/columns.hpp>

#include <algorithm>
#include <cstddef>

#include <cli/get/screen.hpp>

namespace weft::cli::status {
namespace {

std::string line_of(std::span<const Column> columns, const Row& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths[i] - get::columns_of(row[i]), ' ');
    if (i != 0) line += "  ";
    line += columns[i].is_number ? padding + row[i] : row[i] + padding;
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::vector<std::string> lines_of(std::span<const Column> columns, const std::vector<Row>& rows, const Look& look) {
  std::vector<Row> all(1);
  for (const Column& each : columns) all[0].emplace_back(each.name);
  all.insert(all.end(), rows.begin(), rows.end());
  std::vector<std::size_t> widths(columns.size());
  for (const Row& row : all) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], get::columns_of(row[i]));
  }
  std::vector<std::string> lines;
  for (const Row& row : all) lines.push_back(line_of(columns, row, widths));
  if (look.has_colours) lines.front() = "\x1b[2m" + lines.front() + "\x1b[22m";
  return lines;
}

}  // namespace weft::cli::status
