// Connections that were made for other origins. See coalescing.hpp.
#include <algorithm>

#include <weft/client/pool/origin_pool.hpp>

namespace weft::client {

// An origin with a connection of its own uses that. A request that was misdirected waits for one.
bool OriginPool::may_use_others() {
  const bool has_own =
      std::any_of(live_.begin(), live_.end(), [this](const Live& live) { return !live.look_up && lasts(live); });
  const auto has_misdirected = [](Waiting& queue) {
    Transfer* transfer = queue.empty() ? nullptr : &queue.front();
    while (transfer != nullptr && !transfer->was_misdirected()) transfer = queue.next(*transfer);
    return transfer != nullptr;
  };
  return !has_own && std::none_of(waiting_.begin(), waiting_.end(), has_misdirected);
}

// One that was refused may have been named by an ORIGIN frame since.
void OriginPool::use(Coalescing::Offer& offer, session::Protocols offered, const LookUp& look_up) {
  Live* const known = find(offer.connection());
  Live& live = known != nullptr ? *known : live_.emplace_back();
  live = {.connection = &offer.connection(), .offered = offered, .open = true, .offer = &offer, .look_up = look_up};
}

bool OriginPool::misdirected(session::client::Connection& connection) {
  const Live* const live = find(connection);
  if (live == nullptr || !live->look_up) return false;
  coalescing_->refused(*live->offer, *this);
  return true;
}

void OriginPool::on_origins(session::client::Connection& connection, const std::vector<std::string_view>& origins) {
  const Live& live = *find(connection);
  if (live.offer != nullptr) coalescing_->named(*live.offer, origins);
}

// Requests that are under way there go on, and their end finds this pool.
void OriginPool::on_shared_refused(const Coalescing::Offer& offer) {
  find(offer.connection())->refused = true;
}

void OriginPool::on_shared_closed(const Coalescing::Offer& offer) {
  live_.remove_if([&](const Live& each) { return each.offer == &offer; });
  dispatch();
}

}  // namespace weft::client
