// Requests that a server has surely not processed, until they are sent again.
//
//   resends.add(call, when);                    // not before `when`
//   while (auto call = resends.take(now)) …
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include <cli/load/call.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::load {

class Resends {
 public:
  void add(const Call& call, Time when) { waiting_.emplace(when, call); }

  bool empty() const { return waiting_.empty(); }
  std::optional<Call> take(Time now);
  // How many may go now.
  std::size_t ready(Time now) const;
  // When the next may go; `never` where none waits.
  Time next() const { return empty() ? never : waiting_.begin()->first; }

  // Takes out those that were begun then or before.
  std::vector<Call> take_begun_by(Time begun);
  std::vector<Call> take_all() { return take_begun_by(never); }

 private:
  // Sorted by when calls may go; calls of the same time stay in the order in which they came.
  std::multimap<Time, Call> waiting_;
};

}  // namespace weft::cli::load
