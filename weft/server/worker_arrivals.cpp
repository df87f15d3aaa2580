// Limits of requests and connections that come.
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weft/server/forwarding.hpp>
#include <weft/server/limits/arrivals_in_use.hpp>
#include <weft/server/worker.hpp>

namespace weft::server {
namespace {

// RFC 6585 4: "The 429 status code indicates that the user has sent too many requests in a given amount of time". A
// site or a server that has too much to do is no fault of this client's: RFC 9110 15.6.4.
http::Status status_of(Reason reason) {
  const bool is_of_client = reason == Reason::client_requests || reason == Reason::client_request_rate;
  return is_of_client ? http::Status::too_many_requests : http::Status::service_unavailable;
}

}  // namespace

// A push is no request that has come.
bool Worker::admit(Context& context, const Site& site) {
  if (context.pushed()) return true;
  const Admission admission = site.arrivals->admit(std::string(context.client_address()), loop_.now());
  context.state_.slots = admission.slots;
  if (!admission.refused) return true;
  // RFC 6585 4: "The response representations SHOULD include details explaining the condition, and MAY include a
  // Retry-After header indicating how long to wait before making a new request."
  context.set(http::FieldName::retry_after, fmt::to_string(admission.retry_after()));
  refuse(context, status_of(*admission.refused), *admission.refused);
  return false;
}

void Worker::refuse(Context& context, http::Status status, Reason reason) {
  context.state_.refused = reason;
  answer(context, status);
}

void Worker::leave_slots(const Context& context, const session::server::Exchange& exchange) {
  const std::string& peer = exchange.facts().peer->host;
  const Forwarding* const forwarding = surroundings_.forwarding;
  const std::string client(forwarding == nullptr ? peer : client_of(exchange.request().fields, peer, *forwarding));
  context.state_.site->arrivals->leave(context.state_.slots, client, loop_.now());
}

std::optional<ServerArrivals::Connection> Worker::admit(const io::Address& peer) {
  auto connection = shared_.arrivals->connect(peer.host, loop_.now());
  if (!connection.refused) return connection;
  shared_.refusals.arrival_refused(*connection.refused, loop_.now());
  return std::nullopt;
}

// The notes of a connection go when it closes.
void Worker::keep_slot(std::uint64_t connection, std::shared_ptr<ConnectionSlot> slot) {
  surroundings_.notes.at(connection, &shared_.arrivals) = std::move(slot);
}

}  // namespace weft::server
