#include <cli/load/descriptors.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace weft::cli::load {

void provide_descriptors(std::size_t connections, std::size_t threads) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const std::size_t needed = descriptors_needed(connections, threads);
  // A connection that is left open until it has drained has a successor already.
  const rlim_t wanted = std::min<rlim_t>(needed + connections, limit.rlim_max);
  if (limit.rlim_cur < wanted) {
    const rlimit raised{wanted, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit.rlim_cur = wanted;
  }
  if (needed <= limit.rlim_cur) return;
  throw std::runtime_error(fmt::format("{} connections need {} descriptors, and the limit is {}: raise it (ulimit -n)",
                                       connections, needed, limit.rlim_max));
}

}  // namespace weft::cli::load
