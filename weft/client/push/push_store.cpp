#include <weft/client/push/push_store.hpp>

#include <chrono>
#include <utility>

namespace weft::client {

namespace {

// RFC 9111 4.2.2: "a cache MAY assign a heuristic expiration time when an explicit time is not specified". A page asks
// for what was pushed with it soon, or never.
constexpr std::chrono::minutes heuristic_lifetime{5};

bool is_usable(const Pushed& pushed, Time now) {
  if (pushed.caching.lifetime) return pushed.is_fresh(now);
  return pushed.age(now) < heuristic_lifetime;
}

}  // namespace

void PushStore::add(std::shared_ptr<Pushed> pushed) {
  std::string key = key_of(pushed->method, pushed->url);
  remove(key);
  const std::size_t octets = pushed->octets() + 2 * key.size();
  list_.push_front({key, std::move(pushed), octets});
  by_key_.emplace(std::move(key), list_.begin());
  octets_ += octets;
}

std::shared_ptr<Pushed> PushStore::find(const std::string& key, Time now) {
  const auto place = by_key_.find(key);
  if (place == by_key_.end()) return nullptr;
  if (is_usable(*place->second->pushed, now)) return place->second->pushed;
  erase(place->second);
  return nullptr;
}

void PushStore::use(const std::string& key) {
  const auto place = by_key_.find(key);
  if (place == by_key_.end()) return;
  if (!place->second->pushed->caching.lifetime) return erase(place->second);
  list_.splice(list_.begin(), list_, place->second);
}

void PushStore::remove(const std::string& key) {
  const auto place = by_key_.find(key);
  if (place != by_key_.end()) erase(place->second);
}

void PushStore::connection_gone(std::uint64_t id) {
  for (auto each = list_.begin(); each != list_.end();) {
    const auto place = each++;
    const Pushed& pushed = *place->pushed;
    if (!pushed.caching.lifetime && pushed.response.connection->id == id) erase(place);
  }
}

void PushStore::shrink_to(std::size_t octets) {
  while (octets_ > octets) erase(std::prev(list_.end()));
}

void PushStore::erase(List::iterator place) {
  octets_ -= place->octets;
  by_key_.erase(place->key);
  list_.erase(place);
}

}  // namespace weft::client
