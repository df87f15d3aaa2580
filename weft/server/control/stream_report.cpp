#include <weft/server/control/stream_report.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <weft/http/rank.hpp>
#include <weft/server/control/query_number.hpp>
#include <weft/server/control/streams_json.hpp>

namespace weft::server {

namespace {

using Details = StreamReport::Details;

// Busy ones before all others, the worst of them first, and the oldest of those that are alike.
auto order_of(const Details& connection) {
  const http::Rank worst = http::worst_of(connection.engine);
  return std::tuple(connection.engine.streams.empty(), -static_cast<int>(worst.need), -worst.waiting,
                    connection.connection.id);
}

void keep_worst(std::vector<Details>& all, std::size_t most) {
  std::vector<std::pair<decltype(order_of(all[0])), Details*>> ordered;
  ordered.reserve(all.size());
  for (Details& each : all) ordered.emplace_back(order_of(each), &each);
  std::ranges::nth_element(ordered, ordered.begin() + static_cast<std::ptrdiff_t>(most));
  std::vector<Details> kept;
  kept.reserve(most);
  for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(*ordered[i].second));
  all = std::move(kept);
}

}  // namespace

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

void StreamReport::add(std::vector<Details> some, std::size_t open) {
  const std::lock_guard lock(mutex_);
  std::ranges::move(some, std::back_inserter(all_));
  if (all_.size() > query_.limit) keep_worst(all_, query_.limit);
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
