#include <cli/status/connection_table.hpp>

#include <array>
#include <string_view>

#include <fmt/format.h>

#include <cli/status/cells.hpp>
#include <cli/status/columns.hpp>
#include <cli/status/told.hpp>
#include <weft/base/grouped.hpp>

namespace weft::cli::status {
namespace {

constexpr std::array columns = {Column{"id", true},    Column{"peer", false},   Column{"version", false},
                                Column{"tls", false},  Column{"state", false},  Column{"age", false},
                                Column{"last", false}, Column{"streams", true}, Column{"requests", true},
                                Column{"in", true},    Column{"out", true}};
std::string age_of(const Json& value) {
  return value.is_null() ? std::string(nothing) : age_text(value.get<double>());
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

std::vector<std::string> lines_of(const Json& json, const Look& look) {
  std::vector<Row> rows;
  for (const Json& each : json.at("connections")) rows.push_back(row_of(each));
  auto lines = lines_of(columns, rows, look);
  add_missing(json, "connections", lines);
  return lines;
}

}  // namespace

std::vector<std::string> table_of_connections(const std::string& json, const Look& look) {
  return read_told(json, "these are not the connections", [&](const Json& told) { return lines_of(told, look); });
}

}  // namespace weft::cli::status
