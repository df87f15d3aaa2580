// Pushed responses that no request has asked for yet, and those that may be used again. The one that was not used the
// longest goes first where there is no room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include <weft/client/push/pushed.hpp>

namespace weft::client {

class PushStore {
 public:
  // In place of what was pushed before for the same method and URL.
  void add(std::shared_ptr<Pushed> pushed);
  // The response for `key`, if it may be used now. One that is stale goes.
  std::shared_ptr<Pushed> find(const std::string& key, Time now);
  // It was used. One that has no lifetime of its own is used once.
  void use(const std::string& key);
  void remove(const std::string& key);
  // Those without a lifetime of their own last as long as the connection that has brought them.
  void connection_gone(std::uint64_t id);
  void shrink_to(std::size_t octets);

  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  std::size_t octets() const { return octets_; }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<Pushed> pushed;
    std::size_t octets = 0;
  };
  using List = std::list<Entry>;

  void erase(List::iterator place);

  // The one that was used last is the first.
  List list_;
  std::unordered_map<std::string, List::iterator> by_key_;
  std::size_t octets_ = 0;
};

}  // namespace weft::client
