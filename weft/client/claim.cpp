#include <weft/client/claim.hpp>

#include <weft/client/core.hpp>

namespace weft::client {

Claim::Claim(std::shared_ptr<Core> core) : core_(std::move(core)), ticket_(core_->reserve()) {}

void Claim::drop() {
  if (core_ != nullptr) std::exchange(core_, nullptr)->drop(ticket_);
}

std::function<void()> Claim::canceller() const {
  return [core = core_, ticket = ticket_] { core->drop(ticket); };
}

}  // namespace weft::client
