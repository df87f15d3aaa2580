#include <weft/server/control/live/worst_streams.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace weft::server {

WorstStreams::WorstStreams(std::span<const Details> connections, std::size_t most) {
  std::vector<Ranked> all;
  for (const Details& connection : connections) {
    const auto begin = all.size();
    for (const http::StreamView& stream : connection.engine.streams) all.push_back({http::rank_of(stream), &stream});
    const auto its_own = std::span(all).subspan(begin);
    if (!its_own.empty()) leading_.insert(std::ranges::max_element(its_own, {}, &Ranked::rank)->stream);
  }
  told_ = leading_;
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::ranges::nth_element(all, end, std::greater(), &Ranked::rank);
  for (auto each = all.begin(); each != end; ++each) told_.insert(each->stream);
}

}  // namespace weft::server
