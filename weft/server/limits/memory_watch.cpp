#include <weft/server/limits/memory_watch.hpp>

#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weft/io/process_memory.hpp>

namespace weft::server {
namespace {

// A std::function needs what can be copied.
std::function<std::uint64_t()> memory_of_process() {
  return [memory = std::make_shared<const io::ProcessMemory>()] { return memory->in_use(); };
}

bool has_reached(std::uint64_t in_use, std::uint64_t limit, std::uint64_t hundredths) {
  return in_use >= limit / 100 * hundredths + limit % 100 * hundredths / 100;
}

// A level that was reached lasts a little longer, so that it does not come and go.
Pressure next_after(Pressure before, std::uint64_t in_use, std::uint64_t limit) {
  const auto is_reached = [&](Pressure level, std::uint64_t begin) {
    return has_reached(in_use, limit, before >= level ? begin - MemoryWatch::ends_below : begin);
  };
  if (is_reached(Pressure::severe, MemoryWatch::severe_at)) return Pressure::severe;
  return is_reached(Pressure::high, MemoryWatch::high_at) ? Pressure::high : Pressure::none;
}

std::string mebibytes(std::uint64_t octets) {
  return fmt::format("{:.1f} MiB", static_cast<double>(octets) / (1 << 20));
}

}  // namespace

std::string_view to_string(Pressure pressure) {
  switch (pressure) {
    case Pressure::none:
      return "none";
    case Pressure::high:
      return "high";
    case Pressure::severe:
      return "severe";
  }
  return {};
}

std::string_view to_string(Shed what) {
  switch (what) {
    case Shed::idle_connection:
      return "idle_connection";
    case Shed::request_body:
      return "request_body";
    case Shed::request:
      return "request";
    case Shed::accepting:
      return "accepting";
  }
  return {};
}

MemoryWatch::MemoryWatch(Diagnostics& diagnostics, std::function<std::uint64_t()> in_use)
    : diagnostics_(diagnostics), measured_(std::move(in_use)) {}

void MemoryWatch::limit(std::uint64_t octets) {
  const std::uint64_t all = octets != 0 ? octets : io::most_memory();
  const std::lock_guard lock(mutex_);
  if (!measured_ && all != no_limit) measured_ = memory_of_process();
  limit_ = all == 0 ? no_limit : all;
  next_ = {};
}

Pressure MemoryWatch::look(Time now) {
  // Another loop may be at it, and need milliseconds.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock && now >= next_) {
    next_ = now + between_looks;
    measure();
  }
  return pressure_;
}

void MemoryWatch::measure() {
  const std::uint64_t limit = limit_;
  const std::uint64_t in_use = limit == no_limit ? 0 : measured_();
  in_use_ = in_use;
  const Pressure before = pressure_.exchange(next_after(pressure_, in_use, limit));
  if (pressure_ != before) tell(in_use, limit);
  // The next look is to see what was freed since the last one.
  if (pressure_ != Pressure::none) io::give_memory_back();
}

void MemoryWatch::tell(std::uint64_t in_use, std::uint64_t limit) {
  constexpr std::array<std::string_view, 3> meanings = {
      "all is served again",
      "idle connections are closed, request bodies wait, and new requests are refused",
      "no connection is accepted; idle ones are closed, request bodies wait, and new requests are refused",
  };
  const std::string share = limit == no_limit
                                ? "memory has no limit any more"
                                : fmt::format("{} of {} of memory are in use", mebibytes(in_use), mebibytes(limit));
  diagnostics_.report(fmt::format("{}: {}", share, meanings[static_cast<std::size_t>(pressure_.load())]));
}

MemoryStatus MemoryWatch::status() const {
  const std::uint64_t limit = limit_;
  MemoryStatus status{.in_use = in_use_, .limit = limit == no_limit ? 0 : limit, .pressure = pressure_};
  for (std::size_t i = 0; i < shed_.size(); ++i) status.shed[i] = shed_[i].load(std::memory_order_relaxed);
  return status;
}

}  // namespace weft::server
