// How exchanges end, and the driver after the last of them.
#include <weft/session/driver.hpp>
#include <weft/session/drivers.hpp>

namespace weft::session {

void Driver::finished(Exchange& exchange) {
  if (exchange.closed()) {
    retiring_.push_back(exchange);
  } else if (exchange.incoming_ == Exchange::Incoming::arriving && engine().h2() != nullptr) {
    unread_.push_back(exchange);
  }
  touch();
}

// RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
// RST_STREAM with an error code of NO_ERROR after sending a complete response"
void Driver::cut_unread() {
  if (unread_.empty()) return;
  Exchange* next = nullptr;
  for (Exchange* exchange = &unread_.front(); exchange != nullptr; exchange = next) {
    next = unread_.next(*exchange);
    if (!exchange->answered(engine()) || !exchange->wasteful()) continue;
    ExchangeList::remove(*exchange);
    if (exchange->incoming_ == Exchange::Incoming::arriving) {
      engine().reset(exchange->id(), h2::ErrorCode::no_error, h2::Reason::upload_not_needed);
    }
  }
}

// The end of an exchange that has ended, and that no handler holds.
void Driver::retire(Exchange& exchange) {
  if (!exchange.waiting_) drivers_.service.on_done(exchange);
  exchanges_.erase(exchange);
  ExchangeList::remove(exchange);
  if (!gone()) engine().release(exchange.id());
  exchange.clear();
  drivers_.exchanges.give_back(exchange);
}

void Driver::closed(const http::Close& close) {
  if (!announced_) announce();
  exchanges_.for_each([&](Exchange& exchange) {
    if (exchange.closed()) return;
    exchange.end(close);
    if (exchange.idle()) retiring_.push_back(exchange);
  });
  drivers_.service.on_link_closed(link_, close);
}

void Driver::vanish() {
  drivers_.remove(*this);
}

}  // namespace weft::session
