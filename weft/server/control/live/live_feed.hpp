// The feed of the live page: what the server looks like, a few times a second, as server-sent events.
//
//   event: phase   serving, draining or stopping; at first, and when it changes
//   event: view    what `look` tells, as JSON
//   event: end     the last one of a server that ends
//
// The server is looked at while somebody watches, once for all who do, and a viewer that is slow misses views. All on
// the one thread of the control server.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <weft/base/time.hpp>
#include <weft/server/context.hpp>
#include <weft/server/control/status.hpp>

namespace weft::server {

class LiveFeed {
 public:
  using Look = std::function<Task<std::string>(Context&)>;
  using Phase = std::function<ServerPhase()>;

  static constexpr std::size_t most_viewers = 8;
  static constexpr Duration period = std::chrono::milliseconds(500);

  LiveFeed(Look look, Phase phase) : look_(std::move(look)), phase_(std::move(phase)) {}

  // The answer to a viewer, until the viewer goes or the control server drains; 503 where there are too many.
  Task<> watch(Context& c);
  std::size_t viewers() const { return viewers_; }

 private:
  class Seat;
  using Event = std::shared_ptr<const std::string>;

  Task<> tell(Context& c);
  // Null: another viewer looks for the first time.
  Task<Event> newest(Context& c);

  const Look look_;
  const Phase phase_;
  std::size_t viewers_ = 0;
  bool is_looking_ = false;
  Time looked_ = never;
  Event last_;
};

}  // namespace weft::server
