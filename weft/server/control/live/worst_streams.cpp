#include <weft/server/control/live/worst_streams.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace weft::server {

// As Verdict::is_worse_than() has it: a handler that has begun to answer may be meant to be slow.
WorstStreams::Rank WorstStreams::rank_of(const Details& connection, const http::StreamView& stream) {
  if (!stream.wait) return {0, {}};
  const Details::Request* request = connection.request_of(stream.id);
  const bool may_be_meant =
      stream.wait == http::Wait::application && request != nullptr && request->status != http::Status{};
  return {may_be_meant ? 1 : 2, stream.waiting};
}

WorstStreams::WorstStreams(std::span<const Details> connections, std::size_t most) {
  std::vector<Ranked> all;
  for (const Details& connection : connections) {
    const auto begin = all.size();
    for (const http::StreamView& stream : connection.engine.streams)
      all.push_back({rank_of(connection, stream), &stream});
    const auto its_own = std::span(all).subspan(begin);
    if (!its_own.empty()) leading_.insert(std::ranges::max_element(its_own, {}, &Ranked::rank)->stream);
  }
  told_ = leading_;
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::ranges::nth_element(all, end, std::greater(), &Ranked::rank);
  for (auto each = all.begin(); each != end; ++each) told_.insert(each->stream);
}

}  // namespace weft::server
