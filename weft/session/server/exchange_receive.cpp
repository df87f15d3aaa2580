// The request's body.
#include <weft/http/text.hpp>
#include <weft/session/connection.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

bool Exchange::request_complete() const {
  return state_.bodiless;
}

void Exchange::receive_body(BodySink& sink) {
  if (state_.finished) return;
  if (cancelled() || request_body_.lost()) return sink.on_body_lost();
  if (expects_invitation()) invite_body();
  request_body_.start(state_.owner->before(*this, sink));
}

void Exchange::body_wanted() {
  request_body_.go_on();
}

void Exchange::take_data(Octets octets, http::End end) {
  request_body_.take(octets, end);
}

void Exchange::take_trailers(const http::Fields* trailers) {
  request_body_.take_trailers(trailers);
}

void Exchange::invite_body() {
  http::ResponseHead head;
  head.status = http::Status::continue_;
  respond_interim(head);
}

// RFC 9110 10.1.1: "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the
// content for the corresponding request"
bool Exchange::expects_invitation() const {
  if (!request_body_.arriving() || request_body_.waiting() || responded()) return false;
  if (state_.head->version == http::Version::http10) return false;
  const auto expectation = state_.head->fields.find(http::FieldName::expect);
  return expectation && http::equals_ignoring_case(*expectation, "100-continue");
}

void Exchange::body_took(std::size_t octets) {
  if (state_.connection->gone()) return;
  state_.connection->engine().consume(state_.id, octets);
  state_.connection->touch();
}

}  // namespace weft::session::server
