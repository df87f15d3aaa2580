#include <cli/load/resends.hpp>

#include <iterator>

namespace weft::cli::load {

std::optional<Call> Resends::take(Time now) {
  if (empty() || waiting_.begin()->first > now) return std::nullopt;
  const Call call = waiting_.begin()->second;
  waiting_.erase(waiting_.begin());
  return call;
}

std::size_t Resends::ready(Time now) const {
  return static_cast<std::size_t>(std::distance(waiting_.begin(), waiting_.upper_bound(now)));
}

std::vector<Call> Resends::take_begun_by(Time begun) {
  std::vector<Call> taken;
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (each->second.begun > begun) {
      ++each;
      continue;
    }
    taken.push_back(each->second);
    each = waiting_.erase(each);
  }
  return taken;
}

}  // namespace weft::cli::load
