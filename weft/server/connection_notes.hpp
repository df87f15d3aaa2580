// What middleware keeps for connections until they close. Of one loop.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

namespace weft::server {

class ConnectionNotes {
 public:
  // Null at first. `key` is an address of the one who keeps it.
  std::shared_ptr<void>& at(std::uint64_t connection, const void* key) { return notes_[connection][key]; }
  // Null where nothing is kept: no memory is taken to look.
  void* find(std::uint64_t connection, const void* key) const {
    if (notes_.empty()) return nullptr;
    const auto its = notes_.find(connection);
    if (its == notes_.end()) return nullptr;
    const auto note = its->second.find(key);
    return note == its->second.end() ? nullptr : note->second.get();
  }
  void forget(std::uint64_t connection) {
    if (!notes_.empty()) notes_.erase(connection);
  }
  bool empty() const { return notes_.empty(); }

 private:
  std::map<std::uint64_t, std::map<const void*, std::shared_ptr<void>>> notes_;
};

}  // namespace weft::server
