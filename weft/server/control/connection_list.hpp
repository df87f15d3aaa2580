// The connections that are open now, as their loops tell them. Each loop adds its own on its own thread; whoever asked
// looks until all have, or for as long as it likes.
//
//   auto list = std::make_shared<ConnectionList>(1000, loops);   // each loop: list->add(connections.views(…))
//   if (list->is_complete()) text = list->to_json();
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/session/server/connection_view.hpp>

namespace weft::server {

// From any thread.
class ConnectionList {
 public:
  using View = session::server::ConnectionView;

  static constexpr std::size_t usual_most = 1000;
  static constexpr std::size_t largest_most = 10'000;

  // It has so many at most, the oldest of those that were told.
  ConnectionList(std::size_t most, std::size_t loops) : most_(most), missing_(loops) {}

  std::size_t most() const { return most_; }
  // Once for each loop.
  void add(std::vector<View> some);
  bool is_complete() const;

  // {"complete": true, "connections": [{"id": 1, …}]}: in the order of their ids, which is that in which they came.
  std::string to_json() const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::size_t missing_;
  std::vector<View> all_;
};

// The query of `GET /status`.
struct StatusQuery {
  bool connections = false;
  std::size_t limit = ConnectionList::usual_most;
};

// "", "connections", "connections&limit=20". The error is a sentence.
Result<StatusQuery, std::string> parse_status_query(std::string_view query);

}  // namespace weft::server
