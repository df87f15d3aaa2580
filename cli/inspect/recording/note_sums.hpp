// The sums of a recording's notes: what streams have waited for, whose turn it was how often, and the tables of HPACK.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <weft/base/time.hpp>
#include <weft/http/waits.hpp>
#include <weft/trace/note.hpp>

namespace weft::cli::inspect {

class NoteSums {
 public:
  void take(const trace::Note& note);
  // Lines for the summary; empty where there were no notes. `end`: of the recording.
  std::string text(Time end) const;

 private:
  struct Waiting {
    std::optional<http::Wait> cause;
    Time since;
  };
  struct Table {
    std::uint64_t inserted = 0;
    std::uint64_t evicted = 0;
    std::uint64_t entries = 0;
    std::uint64_t size = 0;
  };

  void add(const trace::WaitChanged& changed, Time now);
  void add(const trace::WindowChanged&, Time) {}
  void add(const trace::SchedulePick& pick, Time now);
  void add(const trace::FieldsInserted& inserted, Time now);
  void add(const trace::FieldsEvicted& evicted, Time now);
  http::Waits waits_until(Time end) const;
  std::string waits_text(Time end) const;
  Table& table(trace::Direction direction) { return tables_[direction == trace::Direction::sent ? 0 : 1]; }

  bool any_ = false;
  // By stream.
  std::map<std::uint64_t, Waiting> waiting_;
  http::Waits waits_;
  std::map<std::uint64_t, std::uint64_t> picks_;
  // Sent and received.
  std::array<Table, 2> tables_{};
};

}  // namespace weft::cli::inspect
