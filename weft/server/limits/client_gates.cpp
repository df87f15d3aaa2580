#include <weft/server/limits/client_gates.hpp>

#include <functional>
#include <utility>

#include <weft/server/limits/client_network.hpp>

namespace weft::server {

ClientGates::Shard& ClientGates::shard_of(const std::string& network) {
  return shards_[std::hash<std::string>()(network) % shard_count];
}

ArrivalVerdict ClientGates::enter(Kind kind, const std::string& host, Time now) {
  const ArrivalLimits limits = settings_[kind].limits();
  if (!limits.any()) return {};
  std::string network = client_network(host);
  if (network.empty()) return {};
  Shard& shard = shard_of(network);
  const std::lock_guard lock(shard.mutex);
  const auto place = shard.clients.try_emplace(std::move(network)).first;
  Client& client = place->second;
  client.network = &place->first;
  const ArrivalVerdict verdict = client.counts[kind].enter(limits, now);
  shard.settle(client, most_idle_, now);
  return verdict;
}

void ClientGates::leave(Kind kind, const std::string& host, Time now) {
  const std::string network = client_network(host);
  Shard& shard = shard_of(network);
  const std::lock_guard lock(shard.mutex);
  Client& client = shard.clients.at(network);
  client.counts[kind].leave();
  shard.settle(client, most_idle_, now);
}

// The two that were seen the longest ago go as well, where they have rested: so the table shrinks as fast as it grew.
void ClientGates::Shard::settle(Client& client, std::size_t most_idle, Time now) {
  if (client.hook.linked()) --idle_count;
  client.hook.unlink();
  if (client.is_used()) return;
  if (client.is_rested(now)) return forget(client);
  idle.push_back(client);
  ++idle_count;
  for (int looked_at = 0; looked_at < 2 && idle.front().is_rested(now); ++looked_at) forget(idle.front());
  if (idle_count > most_idle) forget(idle.front());
}

void ClientGates::Shard::forget(Client& client) {
  if (client.hook.linked()) --idle_count;
  clients.erase(*client.network);
}

std::size_t ClientGates::size() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    sum += shard.clients.size();
  }
  return sum;
}

}  // namespace weft::server
