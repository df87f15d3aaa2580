#include <weft/session/client/call.hpp>

#include <utility>

#include <weft/h2/priority/dependency.hpp>
#include <weft/session/connection.hpp>
#include <weft/session/reason.hpp>

namespace weft::session::client {

const Facts& Call::facts() const {
  return state_.connection->facts();
}
http::Traffic Call::traffic() const {
  return state_.connection->engine().traffic(state_.id);
}
http::Waits Call::waits() const {
  return state_.connection == nullptr ? http::Waits() : state_.connection->engine().waits(state_.id);
}

bool Call::has_left() const {
  return state_.connection == nullptr || state_.connection->outputs() != state_.outputs;
}

// --- what its user does ----------------------------------------------------------------------------------------------

// Whether a verb about this message means anything to the engine.
bool Call::reaches_engine() const {
  return !state_.ended && state_.connection != nullptr && !state_.connection->gone();
}

void Call::body_ready() {
  if (state_.connection == nullptr) return state_.owner->body_ready(*this);
  if (!reaches_engine()) return;
  state_.connection->engine().ready(state_.id, state_.connection->loop().now());
  state_.connection->touch();
}

void Call::prioritize(http::Priority priority) {
  if (!reaches_engine()) return;
  Engine& engine = state_.connection->engine();
  engine.prioritize(state_.id, priority);
  // Sent where dependencies may be, and to servers that may read them.
  engine.prioritize(state_.id, h2::Dependency{.weight = h2::weight_of(priority.urgency)});
  state_.connection->touch();
}

void Call::receive_body(BodySink& sink) {
  if (state_.finished) return;
  if (response_body_.lost()) return sink.on_body_lost();
  response_body_.start(sink);
}

void Call::body_wanted() {
  response_body_.go_on();
}

void Call::pause() {
  response_body_.pause();
  if (!reaches_engine()) return;
  state_.connection->engine().pause(state_.id);
  state_.connection->touch();
}

void Call::resume() {
  if (reaches_engine()) {
    state_.connection->engine().resume(state_.id);
    state_.connection->touch();
  }
  response_body_.resume();
}

void Call::set_window(std::uint32_t octets) {
  if (!reaches_engine() || state_.connection->engine().h2() == nullptr) return;
  state_.connection->engine().set_window(state_.id, octets);
  state_.connection->touch();
}

// RFC 9113 5.4.2 and 8.1: a response that nobody reads is cancelled, so that its octets cost nobody anything.
void Call::finish() {
  state_.finished = true;
  state_.user = nullptr;
  response_body_.stop();
  if (reaches_engine()) {
    state_.connection->engine().reset(state_.id, h2::ErrorCode::cancel, {});
  }
  state_.owner->finished(*this);
}

// --- what its owner tells --------------------------------------------------------------------------------------------

http::BodySource* Call::prepare(session::Connection& connection, CallOwner& owner, CallUser& user,
                                std::unique_ptr<Body> body) {
  state_.connection = &connection;
  state_.outputs = connection.outputs();
  return prepare(owner, user, std::move(body));
}

http::BodySource* Call::prepare(CallOwner& owner, CallUser& user, std::unique_ptr<Body> body) {
  state_.owner = &owner;
  state_.user = &user;
  state_.request_body = std::move(body);
  response_body_.begin(http::End::no, *this);
  return state_.request_body.get();
}

void Call::opened(http::MessageId id) {
  state_.id = id;
}

void Call::take_promise(const Promise& promise) {
  if (state_.user != nullptr) state_.user->on_promise(promise);
}

void Call::take_interim(const http::ResponseHead& head) {
  if (state_.user != nullptr) state_.user->on_interim(head);
}

void Call::take_response(const http::ResponseHead& head, http::End end) {
  if (state_.user != nullptr) state_.user->on_response(head);
  if (end == http::End::yes) take_data({}, end);
}

void Call::take_data(Octets octets, http::End end) {
  if (end == http::End::yes) state_.answered = true;
  response_body_.take(octets, end);
}

void Call::take_trailers(const http::Fields* trailers) {
  state_.answered = true;
  response_body_.take_trailers(trailers);
}

void Call::end(const http::Close& close) {
  state_.ended = true;
  if (response_body_.arriving()) response_body_.lose();
  // A response that is whole stays so, whatever became of the rest of the request.
  if (state_.user != nullptr) state_.user->on_ended(state_.answered ? close_of(Reason::complete) : close);
}

// Ready for the next call.
void Call::clear() {
  response_body_.clear();
  state_ = {};
  headed = false;
  is_tunnel = false;
}

void Call::body_took(std::size_t octets) {
  if (state_.connection == nullptr || state_.connection->gone()) return;
  state_.connection->engine().consume(state_.id, octets);
  state_.connection->touch();
}

}  // namespace weft::session::client
