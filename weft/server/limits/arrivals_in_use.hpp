// The limits of arrivals of a running server: of its clients, of its sites, and of all together. All of it may be used
// and changed by any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <weft/base/time.hpp>
#include <weft/server/limits/arrival_gate.hpp>
#include <weft/server/limits/client_gates.hpp>
#include <weft/server/reason.hpp>

namespace weft::server {

// The slots that a request holds until its exchange is over, as bits.
using RequestSlots = std::uint8_t;

struct Admission {
  RequestSlots slots = 0;
  // Why it may not go on; it holds no slot then.
  std::optional<Reason> refused = {};
  // When another one may go on, if that is known.
  Duration wait = Duration::zero();

  // Whole seconds, as `retry-after` has them: at least one.
  std::uint64_t retry_after() const;
};

// The slot that a connection holds until it closes.
class ConnectionSlot;

class ServerArrivals : public std::enable_shared_from_this<ServerArrivals> {
 public:
  void change(const Arrivals& arrivals);

  struct Connection {
    std::optional<Reason> refused = {};
    // Null where it holds no slot.
    std::shared_ptr<ConnectionSlot> slot = {};
  };
  Connection connect(const std::string& host, Time now);
  ArrivalsRefused refused() const;

 private:
  friend class SiteArrivals;
  friend class ConnectionSlot;

  void count(Reason reason) { counts_[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed); }

  ClientGates clients_;
  ArrivalGate requests_;
  ArrivalGate connections_;
  // By reason.
  std::array<std::atomic<std::uint64_t>, 32> counts_{};
};

class ConnectionSlot {
 public:
  ConnectionSlot(std::shared_ptr<ServerArrivals> arrivals, std::string host, Time now)
      : arrivals_(std::move(arrivals)), host_(std::move(host)), came_(now) {}
  ~ConnectionSlot() { arrivals_->clients_.leave(ClientGates::connection, host_, came_); }
  ConnectionSlot(const ConnectionSlot&) = delete;
  ConnectionSlot& operator=(const ConnectionSlot&) = delete;

 private:
  const std::shared_ptr<ServerArrivals> arrivals_;
  const std::string host_;
  // The rate of the client may rest longer: it is looked at again when the client is seen.
  const Time came_;
};

class SiteArrivals {
 public:
  explicit SiteArrivals(std::shared_ptr<ServerArrivals> server) : server_(std::move(server)) {}

  void change(const ArrivalLimits& limits) { requests_.change(limits); }
  // A request from this address has come.
  Admission admit(const std::string& host, Time now);
  // It is over.
  void leave(RequestSlots slots, const std::string& host, Time now);

 private:
  const std::shared_ptr<ServerArrivals> server_;
  ArrivalGate requests_;
};

}  // namespace weft::server
