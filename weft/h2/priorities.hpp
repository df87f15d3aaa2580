// Priorities know which stream is next, from all that client, server and both applications say about the order of
// responses: in terms of RFC 9218 or, as long as nobody uses those, of RFC 7540 5.3.
//
//   priorities.opened(stream, head, dependency, streams, now);   // every stream, with the priority in its request
//   priorities.update(stream, clock);                            // the stream may send now, or has to wait
//   Stream* next = priorities.pick();  priorities.sent(*next, octets);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/frame/priority.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/ledger.hpp>
#include <weft/h2/priority/early_priorities.hpp>
#include <weft/h2/priority/schedule.hpp>
#include <weft/h2/streams.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

class Priorities {
 public:
  // --- what is next ------------------------------------------------------------------------------------------------
  Stream* pick() { return static_cast<Stream*>(schedule_.pick()); }
  bool empty() const { return schedule_.empty(); }
  // A stream is in the schedule while it has octets to send and its own window is open, and its rates do not hold it.
  void update(Stream& stream, const LedgerClock& clock);
  void remove(Stream& stream) { schedule_.remove(stream); }
  void closed(Stream& stream) { schedule_.closed(stream); }
  // After each DATA frame: see Schedule::sent().
  std::optional<std::uint64_t> sent(Stream& stream, std::uint64_t octets) { return schedule_.sent(stream, octets); }

  // --- a stream begins ---------------------------------------------------------------------------------------------
  // `dependency` is that of the stream's HEADERS.
  void opened(Stream& stream, const http::RequestHead& head, const std::optional<frame::Dependency>& dependency,
              Streams& streams, Time now);
  // The priority in a promised request counts as if the client had sent it.
  void promised(Stream& stream, const Stream& parent, const http::RequestHead& request);

  // --- RFC 9218 ----------------------------------------------------------------------------------------------------
  // The first signal of RFC 9218 has come: dependencies mean nothing any more.
  void use_urgencies() { schedule_.use_urgencies(); }
  // Sets the client's priority, or the server's, which overrides it.
  void set_client_priority(Stream& stream, Priority priority);
  void set_server_priority(Stream& stream, http::PriorityField priority);
  // Keeps the priority of a stream that is not open yet. `limit` bounds the number of such streams and open requests
  // together.
  std::optional<Reason> prioritize_early(frame::StreamId stream, Priority priority, const Streams& streams,
                                         std::size_t limit);

  // --- RFC 7540 5.3 ------------------------------------------------------------------------------------------------
  bool takes_dependencies() const { return schedule_.takes_dependencies(); }
  // The client sets a dependency, which does not override one that the server's application has set.
  void depend(frame::StreamId stream, Dependency dependency, Streams& streams, Time now);
  // An application sets a dependency, which is_valid() has accepted.
  void place(frame::StreamId stream, const Dependency& dependency, Streams& streams, Time now);
  static bool is_valid(frame::StreamId stream, const Dependency& dependency);

  // --- for a look --------------------------------------------------------------------------------------------------
  // Schedule::next() and place_of().
  std::vector<frame::StreamId> next(std::size_t most) const { return schedule_.next(most); }
  std::optional<TreeScheduler::Place> place_of(frame::StreamId stream) const { return schedule_.place_of(stream); }
  bool has_tree() const { return schedule_.has_tree(); }

  // True where nothing about priorities has to be remembered, save for the choice of RFC 9218.
  bool is_plain() const { return early_.size() == 0 && !schedule_.has_tree(); }
  // Octets of memory held, for a budget.
  std::size_t memory() const { return early_.capacity() + schedule_.memory(); }

 private:
  void reprioritize(Stream& stream);
  void plant_tree(Streams& streams);

  Schedule schedule_;
  EarlyPriorities early_;
};

}  // namespace weft::h2
