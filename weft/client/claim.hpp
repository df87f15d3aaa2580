// A request that is under way on a client's thread, from the side of its caller. When the claim goes, so does the
// request.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace weft::client {

class Core;

class Claim {
 public:
  using Ticket = std::uint64_t;

  explicit Claim(std::shared_ptr<Core> core);
  ~Claim() { drop(); }
  Claim(Claim&& other) noexcept = default;
  Claim& operator=(Claim&& other) noexcept {
    std::swap(core_, other.core_);
    std::swap(ticket_, other.ticket_);
    return *this;
  }

  Core& core() const { return *core_; }
  Ticket ticket() const { return ticket_; }
  // Gives the request up, on any thread.
  void drop();
  // The same for a time when the claim may have gone.
  std::function<void()> canceller() const;
  // The request is over: there is nothing to drop.
  void release() { core_.reset(); }

 private:
  std::shared_ptr<Core> core_;
  Ticket ticket_ = 0;
};

}  // namespace weft::client
