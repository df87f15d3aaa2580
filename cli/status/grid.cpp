#include <cli/status/grid.hpp>

#include <algorithm>

#include <cli/get/screen.hpp>
#include <cli/status/cells.hpp>

namespace weft::cli::status {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_width = 4;

}  // namespace

Grid::Grid(std::span<const GridColumn> columns, const Look& look) : columns_(columns), look_(look) {
  std::size_t used = 0;
  for (const GridColumn& each : columns) {
    const bool is_shown = look.columns >= each.from && look.columns < each.below;
    widths_.push_back(is_shown ? each.width : 0);
    if (is_shown) used += gap + each.width;
  }
  const std::size_t room = look.columns + gap > used ? look.columns + gap - used : 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].width == 0) widths_[i] = std::max(room, least_width);
  }
}

std::string Grid::head() const {
  Row names;
  for (const GridColumn& each : columns_) names.emplace_back(each.name);
  const std::string names_line = line(names);
  return look_.has_colours ? "\x1b[2m" + names_line + "\x1b[22m" : names_line;
}

std::string Grid::line(const Row& row) const {
  std::string out;
  bool is_first = true;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (widths_[i] == 0) continue;
    if (!is_first) out.append(gap, ' ');
    is_first = false;
    const std::string cell = cut_to(row[i], widths_[i]);
    const std::string padding(widths_[i] - get::columns_of(cell), ' ');
    out += columns_[i].is_number ? padding + cell : cell + padding;
  }
  out.resize(out.find_last_not_of(' ') + 1);
  return cut_to(std::move(out), look_.columns);
}

}  // namespace weft::cli::status
