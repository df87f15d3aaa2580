#include <weft/trace/recording/wall_time.hpp>

#include <fmt/format.h>

namespace weft::trace {

std::string wall_time(std::chrono::system_clock::time_point at) {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(at);
  const auto day = floor<days>(now);
  const year_month_day date(day);
  const hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

}  // namespace weft::trace
