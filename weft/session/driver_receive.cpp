// The engine's events become exchanges.
#include <weft/session/driver.hpp>
#include <weft/session/drivers.hpp>

namespace weft::session {

void Driver::poll_engine() {
  while (!retiring_.empty()) retire(retiring_.pop_front());
  if (gone() || !engine().started()) return;
  cut_unread();
  engine().poll([this](const auto& event) { on(event); });
  start_promised();
}

void Driver::on(const http::RequestReceived& request) {
  Exchange& exchange = drivers_.exchanges.take();
  exchange.begin(*this, request);
  exchanges_.insert(exchange);
  drivers_.service.on_request(exchange);
}

void Driver::on(const http::DataReceived& data) {
  Exchange* exchange = exchanges_.find(data.message);
  if (exchange != nullptr) exchange->take_data(data.octets, data.end);
}

void Driver::on(const http::TrailersReceived& trailers) {
  Exchange* exchange = exchanges_.find(trailers.message);
  if (exchange != nullptr) exchange->take_trailers(trailers.fields);
}

void Driver::on(const http::Closed& closed) {
  Exchange* exchange = exchanges_.find(closed.message);
  if (exchange == nullptr) return;
  exchange->end(closed.close);
  if (exchange->pushed()) --pushes_;
  // Events are never polled from inside a handler: nobody else is using it.
  if (exchange->idle()) retire(*exchange);
}

void Driver::on(const http::Rejected& rejected) {
  drivers_.service.on_rejected(link_, rejected);
}

void Driver::on(const http::ConnectionClosed& closed) {
  leave(closed.close);
}

}  // namespace weft::session
