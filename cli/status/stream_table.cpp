#include <cli/status/stream_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include <cli/status/cells.hpp>
#include <cli/status/columns.hpp>
#include <cli/status/told.hpp>

namespace weft::cli::status {
namespace {

constexpr std::array stream_columns = {Column{"stream", true}, Column{"request", false}, Column{"status", false},
                                       Column{"order", false}, Column{"wait", false},    Column{"for", true},
                                       Column{"side", false},  Column{"window", true},   Column{"unsent", true},
                                       Column{"sent", true}};

// A long path leaves half of the line to the other columns.
Row row_of(const Json& connection, const Json& stream, std::size_t columns) {
  const Json& status = stream.at("status");
  const Json& waiting = stream.at("waiting");
  return {
      fmt::format("{}:{}", connection.at("id").get<std::uint64_t>(), stream.at("id").get<std::uint64_t>()),
      cut_to(request_of(stream), columns / 2),
      status.is_null() ? std::string(nothing) : fmt::to_string(status.get<unsigned>()),
      order_of(stream),
      cell_of(stream.at("wait")),
      waiting.is_null() ? std::string(nothing) : fmt::format("{:.1f} s", waiting.get<double>()),
      cell_of(stream.at("side")),
      window_of(stream.at("window")),
      octets_of(stream.at("ready")),
      octets_of(stream.at("sent")),
  };
}

std::vector<std::string> lines_of_streams(const Json& json, const Look& look) {
  std::vector<Row> rows;
  for (const Json& connection : json.at("connections")) {
    for (const Json& stream : connection.at("streams")) rows.push_back(row_of(connection, stream, look.columns));
  }
  auto lines = lines_of(stream_columns, rows, look);
  add_missing(json, "streams", lines);
  return lines;
}

}  // namespace

std::vector<std::string> table_of_streams(const std::string& json, const Look& look) {
  return read_streams(json, [&](const Json& told) { return lines_of_streams(told, look); });
}

}  // namespace weft::cli::status
