// Connections that a proxy has made, from their first octet to the end of the header that says whose they are:
// proxy_header.hpp. A connection costs nothing here before and afterwards.
//
//   ProxiedArrivals arrivals(loop, user, timeout);
//   arrivals.add(connected);
//   user: on_arrived(connected with the address of the client as its peer), or on_arrival_failed(proxy, reason)
#pragma once

#include <cstddef>
#include <list>
#include <memory>

#include <weft/base/time.hpp>
#include <weft/io/connected.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

class ArrivalUser {
 public:
  virtual void on_arrived(Connected connected) = 0;
  // The connection is closed. Nothing is told of one that the proxy ends before its first octet, as health checks do.
  virtual void on_arrival_failed(const Address& proxy, Reason reason) = 0;

 protected:
  ~ArrivalUser() = default;
};

class ProxiedArrivals {
 public:
  // A proxy sends its header at once: so many wait for theirs at a time only if something is wrong.
  static constexpr std::size_t most = 1024;

  // From the connection to the end of its header no more than `timeout` may pass.
  ProxiedArrivals(Loop& loop, ArrivalUser& user, Duration timeout);
  ~ProxiedArrivals();

  void add(Connected connected);
  std::size_t size() const { return waiting_.size(); }

 private:
  class Arrival;
  using Waiting = std::list<std::unique_ptr<Arrival>>;

  Loop& loop_;
  ArrivalUser& user_;
  const Duration timeout_;
  Waiting waiting_;
};

}  // namespace weft::io
