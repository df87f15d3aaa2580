// Rows of cells as lines: each column as wide as it must be.
//
//    id  peer
//     7  192.0.2.1:51234
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cli/status/picture.hpp>

namespace weft::cli::status {

struct Column {
  std::string_view name;
  // To the right.
  bool is_number;
};

using Row = std::vector<std::string>;

// The names first. Each row has a cell for each column.
std::vector<std::string> lines_of(std::span<const Column> columns, const std::vector<Row>& rows, const Look& look);

}  // namespace weft::cli::status
