// The work of a transfer whose credentials are bound to a connection (RFC 4559).
#include <utility>

#include <weft/client/transfer.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using Stage = ClientError::Stage;

bool keeps_sessions(const http::Fields& fields) {
  return http::equals_ignoring_case(fields.find("proxy-support").value_or(""), "Session-Based-Authentication");
}

}  // namespace

// RFC 4559 6: "The client MUST NOT utilize the SPNEGO HTTP authentication mechanism through a proxy unless the proxy
// supplies this header with the "401 Unauthorized" response from the server." A tunnel is no proxy in that sense.
bool Transfer::may_negotiate() {
  if (request_->negotiate == nullptr || !protocols().http1) return false;
  if (way_.proxy != nullptr && !keeps_sessions(response_.fields)) return false;
  if (!negotiation_) negotiation_ = std::make_unique<Negotiation>(*request_->negotiate, request_->url.host);
  next_leg_ = negotiation_->takes(response_.fields);
  return next_leg_;
}

// The connection waits for the next leg, if it is one for that.
void Transfer::negotiate() {
  if (way_.negotiates && connection_ != nullptr) queue_->hold(*this, *connection_);
  begin_anew();
  stage_ = Stage::authenticate;
  await(loop_.now() + request_->head_limit);
  negotiation_->prepare(loop_, [this] { send_negotiated(); });
}

void Transfer::send_negotiated() {
  const auto credentials = negotiation_->credentials();
  if (!credentials) return fail(Stage::authenticate, credentials.error());
  request_->fields.remove(http::FieldName::authorization);
  request_->fields.add(http::FieldName::authorization, *credentials, http::Sensitive::yes);
  if (way_.negotiates) return queue_->send_held(*this);
  await(never);
  send_anew();
}

bool Transfer::has_proof_of_server() {
  const auto checked = negotiation_->check(response_.fields);
  if (!checked) fail(Stage::authenticate, checked.error());
  return checked.has_value();
}

void Transfer::forget_negotiation() {
  if (negotiates()) request_->fields.remove(http::FieldName::authorization);
  negotiation_.reset();
}

}  // namespace weft::client
