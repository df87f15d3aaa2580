#include <cli/status/connection_table.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

using Json = nlohmann::ordered_json;

struct Column {
  std::string_view name;
  bool is_number;
};

constexpr std::array columns = {Column{"id", true},    Column{"peer", false},   Column{"version", false},
                                Column{"tls", false},  Column{"state", false},  Column{"age", false},
                                Column{"last", false}, Column{"streams", true}, Column{"requests", true},
                                Column{"in", true},    Column{"out", true}};
using Row = std::array<std::string, columns.size()>;

constexpr std::string_view nothing = "-";

// A terminal must not obey what a server says.
std::string cell_of(const Json& value) {
  return value.is_null() ? std::string(nothing) : printable(value.get<std::string>());
}

std::string age_of(const Json& value) {
  return value.is_null() ? std::string(nothing) : age_text(value.get<double>());
}

std::string octets_of(const Json& value) {
  return value.is_null() ? std::string(nothing) : get::octets_text(value.get<std::uint64_t>());
}

Row row_of(const Json& connection) {
  const auto number = [&](const char* name) { return grouped(connection.at(name).get<std::uint64_t>()); };
  return {fmt::to_string(connection.at("id").get<std::uint64_t>()),
          cell_of(connection.at("peer")),
          cell_of(connection.at("version")),
          cell_of(connection.at("tls")),
          cell_of(connection.at("state")),
          age_of(connection.at("age_seconds")),
          age_of(connection.at("heard_seconds")),
          number("streams"),
          number("requests"),
          octets_of(connection.at("received_bytes")),
          octets_of(connection.at("sent_bytes"))};
}

std::vector<Row> rows_of(const Json& connections) {
  std::vector<Row> rows(1);
  for (std::size_t i = 0; i < columns.size(); ++i) rows[0][i] = columns[i].name;
  for (const Json& each : connections) rows.push_back(row_of(each));
  return rows;
}

std::string line_of(const Row& row, const std::array<std::size_t, columns.size()>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths[i] - get::columns_of(row[i]), ' ');
    if (i != 0) line += "  ";
    line += columns[i].is_number ? padding + row[i] : row[i] + padding;
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

std::vector<std::string> lines_of(const Json& json, const Look& look) {
  const auto rows = rows_of(json.at("connections"));
  std::array<std::size_t, columns.size()> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], get::columns_of(row[i]));
  }
  std::vector<std::string> lines;
  for (const Row& row : rows) lines.push_back(line_of(row, widths));
  if (look.has_colours) lines.front() = "\x1b[2m" + lines.front() + "\x1b[22m";
  if (!json.at("complete").get<bool>())
    lines.emplace_back("a thread of the server has not answered: its connections are missing");
  return lines;
}

}  // namespace

std::vector<std::string> table_of_connections(const std::string& json, const Look& look) {
  try {
    return lines_of(Json::parse(json), look);
  } catch (const Json::exception& wrong) {
    throw std::runtime_error(fmt::format("these are not the connections of a weft server: {}", wrong.what()));
  }
}

}  // namespace weft::cli::status
