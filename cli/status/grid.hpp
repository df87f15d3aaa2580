// Cells in columns whose widths are the terminal's and not those of the cells: nothing moves when the cells change.
//
//   constexpr std::array columns = {GridColumn{"id", 6, true}, GridColumn{"peer", 0}, GridColumn{"rate", 10, true,
//   100}}; const Grid grid(columns, look); grid.head(), grid.line({"7", "192.0.2.1:51234", "1.1 MiB/s"})
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cli/status/columns.hpp>
#include <cli/status/picture.hpp>

namespace weft::cli::status {

struct GridColumn {
  std::string_view name;
  // 0: the columns of the terminal that the others leave, for one of them.
  std::size_t width = 0;
  // To the right.
  bool is_number = false;
  // Terminals from so many columns on have it, and those with fewer than `below`.
  std::size_t from = 0;
  std::size_t below = SIZE_MAX;
};

// `columns` live as long.
class Grid {
 public:
  Grid(std::span<const GridColumn> columns, const Look& look);

  // The names.
  std::string head() const;
  // `row` has a cell for each column, shown or not. A cell with colours fits.
  std::string line(const Row& row) const;

 private:
  std::span<const GridColumn> columns_;
  Look look_;
  // 0: it is not shown.
  std::vector<std::size_t> widths_;
};

}  // namespace weft::cli::status
