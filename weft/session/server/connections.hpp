// A server's connections of one loop, and what they share.
//
//   server::Connections connections(loop, options, service);
//   connections.add(std::move(channel));      // lives until the connection and its work are over
//
// Over TLS the version is what ALPN agreed on; on cleartext it is found by the first octets: the HTTP/2 preface or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <weft/base/owning_list.hpp>
#include <weft/base/pool.hpp>
#include <weft/h2/workspace.hpp>
#include <weft/session/server/connection.hpp>
#include <weft/session/server/options.hpp>
#include <weft/session/server/service.hpp>

namespace weft::session::server {

class Connections final : private io::Deadline {
 public:
  // `options` and `service` must outlive the connections.
  Connections(io::Loop& loop, const Options& options, Service& service);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // The id that its facts have. It is not closed before this returns.
  std::uint64_t add(std::unique_ptr<io::Channel> channel);
  // Graceful: GOAWAY in two phases, `connection: close`. Those that have just come have a moment to ask, because their
  // clients do not expect to be turned away. `drained` is called once when the last one has gone.
  void drain(std::function<void()> drained);
  // The same where others serve from now on, so that nobody waits for the end: an idle connection of HTTP/1.1 stays for
  // one more request, whose response says `connection: close`, as long as h1::Timeouts allows.
  void hand_over(std::function<void()> drained);
  // Counts parked connections as well.
  std::size_t size() const { return size_; }
  // Ends connections on which nothing is under way, with this reason, those first that have been idle the longest: at
  // most so many. Returns how many.
  std::size_t close_idle(std::size_t most, OwnReason reason);
  // connections_view.cpp: the first ones, those last that are parked.
  std::vector<ConnectionView> views(std::size_t most);
  // The same in full, those first that have requests, and of these the ones whose streams are worst: see http::Rank.
  // `only`: the one with this id, unless it is 0.
  // `most_frames`: so many of the last frames of each.
  std::vector<ConnectionDetails> details(std::size_t most, std::uint64_t only = 0, std::size_t most_frames = SIZE_MAX,
                                         bool has_parked = true);
  // Connection::hold_bodies() of each, and release_bodies().
  std::size_t hold_bodies();
  void release_bodies();

  // --- for its connections -----------------------------------------------------------------------------------------
  void remove(Connection& connection);
  // Destroys the connection. `state` remains until octets come or the time has come.
  void park(Connection& connection, ParkedState state, Time until);
  Connection& unpark(ParkedConnection& parked);
  // Those that a connection has left when it parked: null, or nullopt, where none are kept.
  std::unique_ptr<Listening> take_frames(std::uint64_t id);
  std::optional<std::vector<FrameView>> frames_of_parked(std::uint64_t id, std::size_t most) const;

  io::Loop& loop;
  const Options& options;
  Service& service;
  const Timeouts timeouts;
  h2::Workspace workspace;
  // Exchanges are used again, so that a request finds its memory warm and allocates none.
  Pool<Exchange> exchanges;
  ParkingQueue parking_queue;

 private:
  static constexpr Duration a_moment = std::chrono::seconds(1);

  void on_deadline(Time now) override;
  void end(std::function<void()> drained);
  // Each does for one connection what can be done by now, and returns false where that is nothing.
  static bool shut_down_unless_fresh(Connection& connection);
  static bool shut_down(Connection& connection);
  static bool wind_down(Connection& connection);
  std::vector<Connection*> spare_ones();
  template <class Do>
  void for_each(Do act) {
    for (Connection* each = list_.empty() ? nullptr : &list_.front(); each != nullptr; each = list_.next(*each)) {
      act(*each);
    }
  }
  // Returns whether others are left.
  bool end_all(bool (*end_one)(Connection&));

  // Empty before the first connection is parked.
  std::optional<io::ParkingWatch> watch_;
  OwningList<Connection, &Connection::hook> list_;
  OwningList<ParkedConnection, &ParkedConnection::hook> parked_;
  // By the ids of parked connections: empty unless Options::frames says otherwise.
  std::unordered_map<std::uint64_t, std::unique_ptr<Listening>> parked_frames_;
  std::size_t size_ = 0;
  bool draining_ = false;
  bool handing_over_ = false;
  std::function<void()> drained_;
};

}  // namespace weft::session::server
