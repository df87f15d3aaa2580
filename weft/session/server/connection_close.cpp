// How exchanges end, and the connection after the last of them.
#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

void Connection::finished(Exchange& exchange) {
  if (exchange.ended()) {
    retiring_.push_back(exchange);
  } else if (exchange.receiving() && engine().h2() != nullptr) {
    unread_.push_back(exchange);
  }
  touch();
}

// RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
// RST_STREAM with an error code of NO_ERROR after sending a complete response"
void Connection::cut_unread() {
  if (unread_.empty()) return;
  Exchange* next = nullptr;
  for (Exchange* exchange = &unread_.front(); exchange != nullptr; exchange = next) {
    next = unread_.next(*exchange);
    if (!exchange->answered(engine()) || !exchange->wasteful()) continue;
    ExchangeList::remove(*exchange);
    if (exchange->receiving()) {
      engine().reset(exchange->id(), h2::ErrorCode::no_error, h2::Reason::upload_not_needed);
    }
  }
}

// The end of an exchange that has ended, and that no handler holds.
void Connection::retire(Exchange& exchange) {
  if (!exchange.waiting()) connections_.service.on_done(exchange);
  exchanges_.erase(exchange);
  ExchangeList::remove(exchange);
  if (!gone()) engine().release(exchange.id());
  if (rates_ != nullptr) rates_->forget(exchange.id());
  exchange.clear();
  connections_.exchanges.give_back(exchange);
}

void Connection::closed(const http::Close& close) {
  if (!announced_) announce();
  if (engine().started()) known().requests = engine().messages_begun();
  exchanges_.for_each([&](Exchange& exchange) {
    if (exchange.ended()) return;
    exchange.end(close);
    if (exchange.idle()) retiring_.push_back(exchange);
  });
  connections_.service.on_connection_closed(facts(), close);
}

void Connection::vanish() {
  connections_.remove(*this);
}

}  // namespace weft::session::server
