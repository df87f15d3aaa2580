#include <weft/session/incoming_body.hpp>

namespace weft::session {

void IncomingBody::begin(http::End end, IncomingBodyOwner& owner) {
  state_.owner = &owner;
  if (end == http::End::yes) state_.phase = Phase::arrived;
}

void IncomingBody::take(Octets octets, http::End end) {
  if (end == http::End::yes) state_.phase = Phase::arrived;
  if (state_.stopped) return drop(octets.size());
  if (wanted() && unread_.empty()) octets = offer(octets);
  if (state_.stopped) return drop(octets.size());
  unread_.append(octets);
  report_end();
}

void IncomingBody::reopen() {
  state_.phase = Phase::arriving;
}

void IncomingBody::take_trailers(const http::Fields* trailers) {
  state_.trailers = trailers;
  state_.phase = Phase::arrived;
  report_end();
}

void IncomingBody::lose() {
  if (state_.phase == Phase::over) return;
  state_.phase = Phase::lost;
  if (state_.sink != nullptr) state_.sink->on_body_lost();
}

void IncomingBody::start(BodySink& sink) {
  state_.sink = &sink;
  feed();
}

void IncomingBody::go_on() {
  if (state_.feeding != Feeding::no) {
    state_.feeding = Feeding::again;
  } else {
    feed();
  }
}

void IncomingBody::resume() {
  state_.paused = false;
  go_on();
}

void IncomingBody::stop() {
  state_.stopped = true;
  state_.sink = nullptr;
  if (state_.feeding == Feeding::no && !unread_.empty()) drop_unread();
}

// Ready for the next message; memory that is small is kept.
void IncomingBody::clear() {
  constexpr std::size_t largest_kept = 4096;
  unread_.clear();
  if (unread_.capacity() > largest_kept) unread_.release();
  state_ = {};
}

// Gives the sink what it wants, and the peer credit for what the sink took. Returns the rest.
Octets IncomingBody::offer(Octets octets) {
  const std::size_t offered = octets.size();
  // A sink that asks for more from inside the call gets it when the call has returned.
  for (state_.feeding = Feeding::again; state_.feeding == Feeding::again && wanted() && !octets.empty();) {
    state_.feeding = Feeding::once;
    octets = octets.subspan(state_.sink->on_body(octets));
  }
  state_.feeding = Feeding::no;
  took(offered - octets.size());
  return octets;
}

void IncomingBody::feed() {
  if (wanted() && !unread_.empty()) unread_.consume(unread_.size() - offer(unread_.readable()).size());
  if (state_.stopped) drop_unread();
  report_end();
}

void IncomingBody::report_end() {
  if (state_.phase != Phase::arrived || !wanted() || !unread_.empty()) return;
  state_.phase = Phase::over;
  state_.sink->on_body_end(state_.trailers);
}

void IncomingBody::drop_unread() {
  drop(unread_.size());
  unread_.clear();
}

void IncomingBody::drop(std::size_t octets) {
  state_.dropped += octets;
  took(octets);
}

void IncomingBody::took(std::size_t octets) {
  if (octets != 0) state_.owner->body_took(octets);
}

}  // namespace weft::session
