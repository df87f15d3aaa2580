#include <weft/server/control/stream_report.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <weft/server/control/query_number.hpp>
#include <weft/server/control/streams_json.hpp>

namespace weft::server {

Result<StreamQuery, std::string> parse_stream_query(std::string_view query) {
  constexpr std::string_view limit = "limit=";
  constexpr std::string_view connection = "connection=";
  StreamQuery asked;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    if (part.starts_with(limit)) {
      const auto number = query_number(part.substr(limit.size()), 1, ConnectionList::largest_most);
      if (!number) return fail(fmt::format("limit: expected a number from 1 to {}", ConnectionList::largest_most));
      asked.limit = *number;
    } else if (part.starts_with(connection)) {
      const auto number = query_number(part.substr(connection.size()), 1, UINT64_MAX);
      if (!number) return fail("connection: expected the id of a connection, a number from 1");
      asked.connection = *number;
    } else {
      return fail(fmt::format("{}: expected limit=20 or connection=7", part));
    }
  }
  return asked;
}

// Busy ones stay where there are too many.
void StreamReport::add(std::vector<Details> some, std::size_t open) {
  const std::lock_guard lock(mutex_);
  std::ranges::move(some, std::back_inserter(all_));
  if (all_.size() > query_.limit) {
    std::ranges::sort(all_, {},
                      [](const Details& each) { return std::pair(each.engine.streams.empty(), each.connection.id); });
    all_.resize(query_.limit);
  }
  std::ranges::sort(all_, {}, [](const Details& each) { return each.connection.id; });
  open_ += open;
  if (missing_ > 0) --missing_;
}

bool StreamReport::is_complete() const {
  const std::lock_guard lock(mutex_);
  return missing_ == 0;
}

std::string StreamReport::to_json() const {
  return to_json(SIZE_MAX, false);
}

std::string StreamReport::to_line(std::size_t most_streams) const {
  return to_json(most_streams, true);
}

std::string StreamReport::to_json(std::size_t most_streams, bool is_short) const {
  const std::lock_guard lock(mutex_);
  return streams_json(all_, {.is_complete = missing_ == 0,
                             .at = std::chrono::steady_clock::now() - started_,
                             .open = open_,
                             .most_streams = most_streams,
                             .is_short = is_short});
}

}  // namespace weft::server
