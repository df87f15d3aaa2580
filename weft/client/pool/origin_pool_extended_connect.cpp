// Requests by extended CONNECT (RFC 8441): the server's SETTINGS say whether it takes them over HTTP/2.
#include <algorithm>
#include <utility>

#include <weft/client/pool/origin_pool.hpp>
#include <weft/client/reason.hpp>

namespace weft::client {

// RFC 8441 3: "Upon receipt of SETTINGS_ENABLE_CONNECT_PROTOCOL with a value of 1, a client MAY use the Extended
// CONNECT as defined in this document when creating new streams."
bool OriginPool::takes(const Live& live, const Transfer& transfer) {
  if (!transfer.request().opens_websocket || live.connection->facts().version != http::Version::http2) return true;
  return live.connection->takes_extended_connect().value_or(false);
}

// HTTP/1.1 has Upgrade.
bool OriginPool::falls_back(const Transfer& transfer) const {
  return lacks_extended_connect_ && transfer.request().opens_websocket && transfer.protocols().http1;
}

bool OriginPool::turned_away(Transfer& transfer) {
  if (!transfer.request().opens_websocket) return false;
  wants_extended_connect_ = true;
  learn_extended_connect();
  return failed_for_lack(transfer);
}

bool OriginPool::failed_for_lack(Transfer& transfer) const {
  if (!lacks_extended_connect_ || transfer.protocols().http1) return false;
  transfer.fail(ClientError::Stage::connect, close_of(Reason::no_extended_connect));
  return true;
}

void OriginPool::learn_extended_connect() {
  const auto one_says = [this](bool word) {
    return std::any_of(live_.begin(), live_.end(), [&](const Live& live) {
      return live.open && !live.alone && lasts(live) && live.connection->takes_extended_connect() == word;
    });
  };
  const bool lacked = std::exchange(lacks_extended_connect_, one_says(false) && !one_says(true));
  if (lacks_extended_connect_ && !lacked) move_extended();
}

// Those that wait for HTTP/2 go on over HTTP/1.1, or not at all.
void OriginPool::move_extended() {
  for (Waiting* queue : {&waiting_[0], &waiting_[1]}) {
    for (Transfer* next = queue->empty() ? nullptr : &queue->front(); next != nullptr;) {
      Transfer& transfer = *next;
      next = queue->next(transfer);
      if (!transfer.request().opens_websocket) continue;
      transfer.hook.unlink();
      if (!failed_for_lack(transfer)) insert(transfer);
    }
  }
}

}  // namespace weft::client
