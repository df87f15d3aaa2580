// The gates of clients, each known by its address: for requests and for connections. Any thread.
//
// A client is known while it holds a slot, and until its rates have rested. Those that hold none are 65,536 at most,
// and the one that was seen the longest ago is forgotten first: when it comes again it has its whole burst. No client
// that holds a slot is forgotten, and none is refused for want of room; the server's connections bound their number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/server/limits/arrival_gate.hpp>

namespace weft::server {

class ClientGates {
 public:
  enum Kind : std::uint8_t { request, connection };

  static constexpr std::size_t usual_idle = 65'536;

  explicit ClientGates(std::size_t most_idle = usual_idle) : most_idle_(most_idle / shard_count) {}

  void change(Kind kind, const ArrivalLimits& limits) { settings_[kind].change(limits); }
  // One without an address of IP passes.
  ArrivalVerdict enter(Kind kind, const std::string& host, Time now);
  void leave(Kind kind, const std::string& host, Time now);
  std::size_t size() const;

 private:
  // Threads seldom wait for each other.
  static constexpr std::size_t shard_count = 16;

  struct Client {
    bool is_used() const { return counts[request].is_used() || counts[connection].is_used(); }
    bool is_rested(Time now) { return counts[request].is_rested(now) && counts[connection].is_rested(now); }

    std::array<ArrivalCount, 2> counts;
    const std::string* network = nullptr;
    ListHook hook;
  };
  struct Shard {
    // `client` has come or gone.
    void settle(Client& client, std::size_t most_idle, Time now);
    void forget(Client& client);

    mutable std::mutex mutex;
    std::unordered_map<std::string, Client> clients;
    // Clients without a slot, that which was seen the longest ago in front.
    IntrusiveList<Client, &Client::hook> idle;
    std::size_t idle_count = 0;
  };

  Shard& shard_of(const std::string& network);

  const std::size_t most_idle_;
  std::array<ArrivalSetting, 2> settings_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace weft::server
