#include <weft/server/control/metrics.hpp>

#include <algorithm>
#include <chrono>

namespace weft::server {
namespace {

static_assert(Layout::fallbacks == static_cast<std::size_t>(session::Fallback::not_enabled) + 1);
static_assert(Layout::causes == http::all_waits.size());
static_assert(Layout::sides == static_cast<std::size_t>(http::Side::network) + 1);
static_assert(Layout::outcomes > static_cast<std::size_t>(http::PushOutcome::unknown_parent));

std::uint64_t nanoseconds(Duration duration) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count()));
}

// The first bucket whose upper end is not below `value`.
template <class Ends, class Value>
std::size_t bucket_of(const Ends& ends, Value value) {
  return static_cast<std::size_t>(std::ranges::lower_bound(ends, value) - ends.begin());
}

std::size_t class_of(std::uint16_t status) {
  return std::min<std::size_t>(status / 100, Layout::classes - 1);
}

void add_reasons(const Reasons& from, Reasons& to) {
  for (const auto& [reason, count] : from) to[reason] += count;
}

}  // namespace

std::uint64_t Figures::requests(http::Version version) const {
  std::uint64_t all = 0;
  for (std::size_t each = 0; each < Layout::classes; ++each) all += numbers[Layout::requests(version, each)];
  return all;
}

std::uint64_t Figures::requests() const {
  return requests(http::Version::http10) + requests(http::Version::http11) + requests(http::Version::http2);
}

std::uint64_t Figures::opened(http::Version version) const {
  std::uint64_t all = 0;
  for (std::size_t each = 0; each < Layout::fallbacks; ++each) {
    all += numbers[Layout::opened(version, static_cast<session::Fallback>(each))];
  }
  return all;
}

std::uint64_t Figures::waited(http::Wait cause) const {
  std::uint64_t all = 0;
  for (const auto& each : http::all_sided_causes) {
    if (each.cause == cause) all += numbers[Layout::waits(each)];
  }
  return all;
}

void Metrics::count_request(const Request& request) {
  const auto version = request.version;
  add(Layout::requests(version, class_of(request.status)), 1);
  add(Layout::sent(version), request.traffic.sent);
  add(Layout::received(version), request.traffic.received);
  if (request.pushed) add(Layout::pushed(), 1);
  add_duration(Layout::duration_bucket(version, 0), Layout::duration_sum(version), request.taken);
  if (request.responded_after) {
    add_duration(Layout::response_bucket(version, 0), Layout::response_sum(version), *request.responded_after);
  }
  for (const auto& each : http::all_sided_causes) {
    if (request.waits.times[each.cause] > Duration::zero()) add(Layout::waits(each), nanoseconds(request.waits[each]));
  }
  if (!request.reason.empty() && request.reason != "complete") count_reason(cut_, request.reason);
}

void Metrics::add_duration(std::size_t buckets, std::size_t sum, Duration duration) {
  add(buckets + bucket_of(Layout::durations, std::chrono::duration<double>(duration).count()), 1);
  add(sum, nanoseconds(duration));
}

void Metrics::count_opened(const session::Facts& facts) {
  add(facts.has_spoken ? Layout::opened(facts.version, facts.fallback) : Layout::never_spoken(), 1);
}

void Metrics::count_closed(const session::Facts& facts, ReasonToken reason) {
  add(Layout::use_bucket(bucket_of(Layout::uses, facts.requests)), 1);
  add(Layout::use_sum(), facts.requests);
  count_reason(closed_, reason);
}

void Metrics::count_reason(Reasons& reasons, ReasonToken reason) {
  const std::lock_guard lock(mutex_);
  ++reasons[reason.text()];
}

void Metrics::add_to(Figures& figures) const {
  for (std::size_t i = 0; i < Layout::size; ++i) {
    figures.numbers[i] += numbers_[i].load(std::memory_order_relaxed);
  }
  const std::lock_guard lock(mutex_);
  add_reasons(closed_, figures.closed);
  add_reasons(cut_, figures.cut);
}

}  // namespace weft::server
