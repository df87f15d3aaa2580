// All streams of the connections that are open now, and why they are slow. Each loop adds its own on its own thread, as
// to a ConnectionList.
//
//   auto report = std::make_shared<StreamReport>(StreamQuery{}, loops, started);   // each loop: report->add(…)
//   if (report->is_complete()) text = report->to_json();
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/server/control/connection_list.hpp>
#include <weft/session/server/connection_details.hpp>

namespace weft::server {

// The query of `GET /streams`.
struct StreamQuery {
  // So many connections at most: those first that have requests, and of these the ones whose streams are worst.
  std::size_t limit = ConnectionList::usual_most;
  // The one with this id alone; 0: all.
  std::uint64_t connection = 0;
  // So many of the last frames of each connection at most, where they are kept.
  std::size_t frames = SIZE_MAX;
  // Those that are parked as well: each engine is made anew for it.
  bool has_parked = true;
};

// "", "limit=20", "connection=7". The error is a sentence.
Result<StreamQuery, std::string> parse_stream_query(std::string_view query);

// From any thread.
class StreamReport {
 public:
  using Details = session::server::ConnectionDetails;

  // `started`: when the server was.
  StreamReport(const StreamQuery& query, std::size_t loops, Time started)
      : query_(query), started_(started), missing_(loops) {}

  const StreamQuery& query() const { return query_; }
  // Once for each loop, which has so many open.
  void add(std::vector<Details> some, std::size_t open);
  bool is_complete() const;

  // docs/guide/operate.md has its members. In the order of the connections' ids.
  std::string to_json() const;
  // In one line, of so many streams at most: those that have waited the longest, and one of each connection at least.
  std::string to_line(std::size_t most_streams) const;

 private:
  std::string to_json(std::size_t most_streams, bool is_short) const;

  const StreamQuery query_;
  const Time started_;
  mutable std::mutex mutex_;
  std::size_t missing_;
  std::size_t open_ = 0;
  // In the order of their ids.
  std::vector<Details> all_;
};

}  // namespace weft::server
