// The request's body: handed to the sink as it arrives, kept only while nobody takes it.
#include <weft/http/text.hpp>
#include <weft/session/server/connection.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

bool Exchange::request_complete() const {
  return bodiless_;
}

void Exchange::receive_body(BodySink& sink) {
  if (finished_) return;
  if (cancelled() || incoming_ == Incoming::lost) return sink.on_body_lost();
  sink_ = &sink;
  if (expects_invitation()) invite_body();
  feed();
}

void Exchange::body_wanted() {
  if (feeding_ != Feeding::no) {
    feeding_ = Feeding::again;
  } else {
    feed();
  }
}

void Exchange::take_data(Octets octets, http::End end) {
  if (end == http::End::yes) incoming_ = Incoming::arrived;
  if (finished_) return drop(octets.size());
  if (sink_ != nullptr && unread_.empty()) octets = offer(octets);
  if (finished_) return drop(octets.size());
  unread_.append(octets);
  report_body_end();
}

void Exchange::take_trailers(const http::Fields* trailers) {
  trailers_ = trailers;
  incoming_ = Incoming::arrived;
  report_body_end();
}

// Gives the sink what it wants, and the peer credit for what it took. Returns the rest.
Octets Exchange::offer(Octets octets) {
  const std::size_t offered = octets.size();
  // A sink that asks for more from inside the call gets it when the call has returned.
  for (feeding_ = Feeding::again; feeding_ == Feeding::again && sink_ != nullptr && !octets.empty();) {
    feeding_ = Feeding::once;
    octets = octets.subspan(sink_->on_body(octets));
  }
  feeding_ = Feeding::no;
  give_credit(offered - octets.size());
  return octets;
}

void Exchange::feed() {
  if (sink_ != nullptr && !unread_.empty()) unread_.consume(unread_.size() - offer(unread_.readable()).size());
  if (finished_) {
    drop(unread_.size());
    unread_.clear();
  }
  report_body_end();
}

void Exchange::report_body_end() {
  if (incoming_ != Incoming::arrived || sink_ == nullptr || !unread_.empty()) return;
  incoming_ = Incoming::over;
  sink_->on_body_end(trailers_);
}

void Exchange::report_body_lost() {
  if (incoming_ == Incoming::over) return;
  incoming_ = Incoming::lost;
  if (sink_ != nullptr) sink_->on_body_lost();
}

void Exchange::invite_body() {
  http::ResponseHead head;
  head.status = http::Status::continue_;
  respond_interim(head);
}

// RFC 9110 10.1.1: "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the
// content for the corresponding request"
bool Exchange::expects_invitation() const {
  if (incoming_ != Incoming::arriving || !unread_.empty() || responded()) return false;
  if (head_->version == http::Version::http10) return false;
  const auto expectation = head_->fields.find(http::FieldName::expect);
  return expectation && http::equals_ignoring_case(*expectation, "100-continue");
}

void Exchange::drop(std::size_t octets) {
  dropped_ += octets;
  give_credit(octets);
}

void Exchange::give_credit(std::size_t octets) {
  if (octets == 0 || connection_->gone()) return;
  connection_->engine().consume(id_, octets);
  connection_->touch();
}

}  // namespace weft::session::server
