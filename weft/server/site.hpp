// All requests of one loop share a site.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/server/log/diagnostics.hpp>
#include <weft/server/router.hpp>
#include <weft/server/wall_clock.hpp>

namespace weft::server {

class Files;

// A directory that Server::files() has mounted.
struct Mount {
  // Without a "/" at its end: empty for all paths.
  std::string prefix;
  std::shared_ptr<const Files> files;

  bool covers(std::string_view path) const {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  }
};

// The same for all loops, and not changed while they run.
struct Routing {
  Router router;
  std::vector<Mount> mounts;

  // The mount with the longest prefix, or null.
  const Mount* mount_of(std::string_view path) const;
};

struct Site {
  const Routing& routing;
  Diagnostics& diagnostics;
  WallClock clock{};
};

}  // namespace weft::server
