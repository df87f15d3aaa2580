#include <weft/server/limits/arrivals_in_use.hpp>

#include <algorithm>
#include <chrono>

namespace weft::server {
namespace {

constexpr RequestSlots client_slot = 1;
constexpr RequestSlots site_slot = 2;
constexpr RequestSlots server_slot = 4;

Reason reason_of(const ArrivalVerdict& verdict, Reason too_many, Reason too_fast) {
  return verdict.outcome == ArrivalVerdict::Outcome::too_many ? too_many : too_fast;
}

// False where the gate is closed.
bool passes(Admission& admission, const ArrivalVerdict& verdict, RequestSlots slot, Reason too_many, Reason too_fast) {
  if (verdict.holds_slot()) admission.slots |= slot;
  if (!verdict.is_refused()) return true;
  admission.refused = reason_of(verdict, too_many, too_fast);
  admission.wait = verdict.wait;
  return false;
}

}  // namespace

std::uint64_t Admission::retry_after() const {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return static_cast<std::uint64_t>(std::max<std::chrono::seconds::rep>(seconds, 1));
}

// --- the server ------------------------------------------------------------------------------------------------------

void ServerArrivals::change(const Arrivals& arrivals) {
  requests_.change(arrivals.requests);
  connections_.change({.rate = arrivals.connections});
  clients_.change(ClientGates::request, arrivals.client_requests);
  clients_.change(ClientGates::connection, arrivals.client_connections);
}

ServerArrivals::Connection ServerArrivals::connect(const std::string& host, Time now) {
  const ArrivalVerdict of_client = clients_.enter(ClientGates::connection, host, now);
  Connection connection;
  if (of_client.holds_slot()) connection.slot = std::make_shared<ConnectionSlot>(shared_from_this(), host, now);
  if (of_client.is_refused()) {
    connection.refused = reason_of(of_client, Reason::client_connections, Reason::client_connection_rate);
  } else if (connections_.enter(now).is_refused()) {
    connection = {.refused = Reason::server_connection_rate};
  }
  if (connection.refused) count(*connection.refused);
  return connection;
}

ArrivalsRefused ServerArrivals::refused() const {
  const auto of = [this](Reason reason) {
    return counts_[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
  };
  return {.client_request_rate = of(Reason::client_request_rate),
          .client_requests = of(Reason::client_requests),
          .site_request_rate = of(Reason::site_request_rate),
          .site_requests = of(Reason::site_requests),
          .server_request_rate = of(Reason::server_request_rate),
          .server_requests = of(Reason::server_requests),
          .client_connection_rate = of(Reason::client_connection_rate),
          .client_connections = of(Reason::client_connections),
          .server_connection_rate = of(Reason::server_connection_rate)};
}

// --- a site ----------------------------------------------------------------------------------------------------------

Admission SiteArrivals::admit(const std::string& host, Time now) {
  Admission admission;
  const bool goes_on =
      passes(admission, server_->clients_.enter(ClientGates::request, host, now), client_slot, Reason::client_requests,
             Reason::client_request_rate) &&
      passes(admission, requests_.enter(now), site_slot, Reason::site_requests, Reason::site_request_rate) &&
      passes(admission, server_->requests_.enter(now), server_slot, Reason::server_requests,
             Reason::server_request_rate);
  if (goes_on) return admission;
  leave(admission.slots, host, now);
  admission.slots = 0;
  server_->count(*admission.refused);
  return admission;
}

void SiteArrivals::leave(RequestSlots slots, const std::string& host, Time now) {
  if ((slots & client_slot) != 0) server_->clients_.leave(ClientGates::request, host, now);
  if ((slots & site_slot) != 0) requests_.leave();
  if ((slots & server_slot) != 0) server_->requests_.leave();
}

}  // namespace weft::server
