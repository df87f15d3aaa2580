// The parts that all requests of one loop share.
#pragma once

#include <memory>
#include <utility>

#include <weft/base/local_ptr.hpp>
#include <weft/server/blocking/blocking_threads.hpp>
#include <weft/server/connection_notes.hpp>
#include <weft/server/control/metrics.hpp>
#include <weft/server/drain_watcher.hpp>
#include <weft/server/forwarding.hpp>
#include <weft/server/log/diagnostics.hpp>
#include <weft/server/site.hpp>
#include <weft/server/wall_clock.hpp>
#include <weft/server/websocket/open_websockets.hpp>

namespace weft::server {

// Sites that requests of this loop have begun with. Each loop counts by itself.
struct SitesInUse final : LocallyShared {
  explicit SitesInUse(std::shared_ptr<const Sites> its_sites) : sites(std::move(its_sites)) {}

  const std::shared_ptr<const Sites> sites;
};

struct Surroundings {
  Diagnostics& diagnostics;
  BlockingThreads& blocking;
  // Those for the requests to come.
  LocalPtr<const SitesInUse> sites;
  WallClock clock{};
  ConnectionNotes notes{};
  OpenWebSockets open_websockets{};
  Drain drain{};
  // Null where no proxy is trusted.
  const Forwarding* forwarding = nullptr;
  // Null where nobody looks.
  Metrics* metrics = nullptr;
};

}  // namespace weft::server
