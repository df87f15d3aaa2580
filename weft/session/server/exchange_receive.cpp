// The request's body: handed to the sink as it arrives, kept only while nobody takes it.
#include <weft/http/text.hpp>
#include <weft/session/connection.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

bool Exchange::request_complete() const {
  return state_.bodiless;
}

void Exchange::receive_body(BodySink& sink) {
  if (state_.finished) return;
  if (cancelled() || state_.incoming == Incoming::lost) return sink.on_body_lost();
  state_.sink = &sink;
  if (expects_invitation()) invite_body();
  feed();
}

void Exchange::body_wanted() {
  if (state_.feeding != Feeding::no) {
    state_.feeding = Feeding::again;
  } else {
    feed();
  }
}

void Exchange::take_data(Octets octets, http::End end) {
  if (end == http::End::yes) state_.incoming = Incoming::arrived;
  if (state_.finished) return drop(octets.size());
  if (state_.sink != nullptr && unread_.empty()) octets = offer(octets);
  if (state_.finished) return drop(octets.size());
  unread_.append(octets);
  report_body_end();
}

void Exchange::take_trailers(const http::Fields* trailers) {
  state_.trailers = trailers;
  state_.incoming = Incoming::arrived;
  report_body_end();
}

// Gives the sink what it wants, and the peer credit for what it took. Returns the rest.
Octets Exchange::offer(Octets octets) {
  const std::size_t offered = octets.size();
  // A sink that asks for more from inside the call gets it when the call has returned.
  for (state_.feeding = Feeding::again;
       state_.feeding == Feeding::again && state_.sink != nullptr && !octets.empty();) {
    state_.feeding = Feeding::once;
    octets = octets.subspan(state_.sink->on_body(octets));
  }
  state_.feeding = Feeding::no;
  give_credit(offered - octets.size());
  return octets;
}

void Exchange::feed() {
  if (state_.sink != nullptr && !unread_.empty()) unread_.consume(unread_.size() - offer(unread_.readable()).size());
  if (state_.finished) {
    drop(unread_.size());
    unread_.clear();
  }
  report_body_end();
}

void Exchange::report_body_end() {
  if (state_.incoming != Incoming::arrived || state_.sink == nullptr || !unread_.empty()) return;
  state_.incoming = Incoming::over;
  state_.sink->on_body_end(state_.trailers);
}

void Exchange::report_body_lost() {
  if (state_.incoming == Incoming::over) return;
  state_.incoming = Incoming::lost;
  if (state_.sink != nullptr) state_.sink->on_body_lost();
}

void Exchange::invite_body() {
  http::ResponseHead head;
  head.status = http::Status::continue_;
  respond_interim(head);
}

// RFC 9110 10.1.1: "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the
// content for the corresponding request"
bool Exchange::expects_invitation() const {
  if (state_.incoming != Incoming::arriving || !unread_.empty() || responded()) return false;
  if (state_.head->version == http::Version::http10) return false;
  const auto expectation = state_.head->fields.find(http::FieldName::expect);
  return expectation && http::equals_ignoring_case(*expectation, "100-continue");
}

void Exchange::drop(std::size_t octets) {
  state_.dropped += octets;
  give_credit(octets);
}

void Exchange::give_credit(std::size_t octets) {
  if (octets == 0 || state_.connection->gone()) return;
  state_.connection->engine().consume(state_.id, octets);
  state_.connection->touch();
}

}  // namespace weft::session::server
