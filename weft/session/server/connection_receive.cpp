// The engine's events become exchanges.
#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

void Connection::poll_engine() {
  while (!retiring_.empty()) retire(retiring_.pop_front());
  if (gone() || !engine().started()) return;
  cut_unread();
  engine().poll([this](const auto& event) { on(event); });
  start_promised();
}

void Connection::on(const http::RequestReceived& request) {
  Exchange& exchange = connections_.exchanges.take();
  exchange.begin(*this, *this, request);
  exchanges_.insert(exchange);
  asked_ = true;
  connections_.service.on_request(exchange);
}

void Connection::on(const http::DataReceived& data) {
  Exchange* exchange = exchanges_.find(data.message);
  if (exchange != nullptr) exchange->take_data(data.octets, data.end);
}

void Connection::on(const http::TrailersReceived& trailers) {
  Exchange* exchange = exchanges_.find(trailers.message);
  if (exchange != nullptr) exchange->take_trailers(trailers.fields);
}

void Connection::on(const http::Closed& closed) {
  Exchange* exchange = exchanges_.find(closed.message);
  if (exchange == nullptr) return;
  exchange->end(closed.close);
  if (exchange->pushed()) --pushes_;
  // Events are never polled from inside a handler: nobody else is using the exchange.
  if (exchange->idle()) retire(*exchange);
}

void Connection::on(const http::Rejected& rejected) {
  connections_.service.on_rejected(facts(), rejected);
}

void Connection::on(const http::ConnectionClosed& closed) {
  leave(closed.close);
}

void Connection::limit(Exchange& exchange, const RatePlan& plan) {
  if (gone()) return;
  if (rates_ == nullptr) rates_ = std::make_unique<ConnectionRates>();
  rates_->limit(engine(), exchange, plan);
}

std::size_t Connection::hold_bodies() {
  if (gone() || engine().h2() == nullptr) return 0;
  std::size_t held = 0;
  exchanges_.for_each([&](Exchange& exchange) {
    if (!exchange.receiving()) return;
    engine().pause(exchange.id(), h2::PauseBy::library);
    ++held;
  });
  return held;
}

void Connection::release_bodies() {
  if (gone() || engine().h2() == nullptr) return;
  exchanges_.for_each([&](Exchange& exchange) { engine().resume(exchange.id(), h2::PauseBy::library); });
  touch();
}

BodySink& Connection::before(const Exchange& exchange, BodySink& sink) {
  return rates_ == nullptr ? sink : rates_->before(exchange, sink);
}

}  // namespace weft::session::server
