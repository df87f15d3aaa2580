#include <weft/server/refusals.hpp>

#include <fmt/format.h>

#include <weft/io/descriptor.hpp>

namespace weft::server {

void Refusals::limit_reached(std::size_t limit, Time now) {
  by_limit_.fetch_add(1, std::memory_order_relaxed);
  tell(next_of_limit_, now, fmt::format("the limit of {} connections is reached", limit), Advice::descriptors);
}

void Refusals::arrival_refused(Reason reason, Time now) {
  by_limit_.fetch_add(1, std::memory_order_relaxed);
  tell(next_of_arrivals_, now, fmt::format("connections come against the limit {}", to_string(reason)), Advice::none);
}

void Refusals::accept_failed(const std::error_code& why, std::size_t refused, Time now) {
  by_system_.fetch_add(refused, std::memory_order_relaxed);
  tell(next_of_accept_, now, fmt::format("connections cannot be accepted: {}", why.message()), Advice::descriptors);
}

void Refusals::tell(Time& next, Time now, std::string_view what, Advice advice) {
  {
    const std::lock_guard lock(mutex_);
    if (now < next) return;
    next = now + between_lines;
  }
  std::string line = fmt::format("{}; {} refused so far", what, count());
  if (advice == Advice::descriptors) {
    line += fmt::format(" (this process may open {} descriptors: ulimit -n)", io::most_descriptors());
  }
  diagnostics_.report(line, now);
}

}  // namespace weft::server
