#include <weft/server/refusals.hpp>

#include <fmt/format.h>

#include <weft/io/descriptor.hpp>

namespace weft::server {

void Refusals::limit_reached(std::size_t limit, Time now) {
  count_.fetch_add(1, std::memory_order_relaxed);
  tell(next_of_limit_, now, fmt::format("the limit of {} connections is reached", limit));
}

void Refusals::accept_failed(const std::error_code& why, std::size_t refused, Time now) {
  count_.fetch_add(refused, std::memory_order_relaxed);
  tell(next_of_accept_, now, fmt::format("connections cannot be accepted: {}", why.message()));
}

void Refusals::tell(Time& next, Time now, std::string_view what) {
  {
    const std::lock_guard lock(mutex_);
    if (now < next) return;
    next = now + between_lines;
  }
  diagnostics_.report(fmt::format("{}; {} refused so far (this process may open {} descriptors: ulimit -n)", what,
                                  count(), io::most_descriptors()),
                      now);
}

}  // namespace weft::server
