#include <weft/server/site.hpp>

namespace weft::server {

const Mount* Routing::mount_of(std::string_view path) const {
  const Mount* best = nullptr;
  for (const auto& mount : mounts) {
    if (mount.covers(path) && (best == nullptr || mount.prefix.size() > best->prefix.size())) best = &mount;
  }
  return best;
}

}  // namespace weft::server
