// How an exchange begins and ends, and what it tells. Its request body is in exchange_receive.cpp, its response in
// exchange_respond.cpp.
#include <weft/session/server/exchange.hpp>

#include <utility>

#include <weft/h2/error.hpp>
#include <weft/session/connection.hpp>

namespace weft::session::server {

const http::RequestHead& Exchange::request() const {
  return *state_.head;
}
http::MessageId Exchange::id() const {
  return state_.id;
}
const Facts& Exchange::facts() const {
  return state_.connection->facts();
}
io::Loop& Exchange::loop() {
  return state_.connection->loop();
}
Time Exchange::started() const {
  return state_.started;
}

bool Exchange::declined() const {
  return state_.close.reason == h2::Reason::push_cancelled || state_.close.reason == h2::Reason::push_refused;
}

bool Exchange::cancelled() const {
  return state_.ending == Ending::cancelled;
}
bool Exchange::is_meant_for(std::string_view host) const {
  return state_.connection->is_meant_for(host);
}

bool Exchange::peer_ended() const {
  return state_.connection->peer_ended();
}
bool Exchange::is_draining() const {
  return !state_.connection->gone() && state_.connection->engine().is_shutting_down();
}
Fallback Exchange::fallback() const {
  return state_.http11_required ? Fallback::http11_required : facts().fallback;
}
http::Status Exchange::status() const {
  return state_.status;
}
http::Traffic Exchange::traffic() const {
  return state_.connection->engine().traffic(state_.id);
}
http::Waits Exchange::waits() const {
  return state_.connection->engine().waits(state_.id);
}
Duration Exchange::waited_for_application() const {
  return state_.connection->engine().waited_for_application(state_.id);
}
http::SectionOctets Exchange::section_octets() const {
  return state_.connection->engine().section_octets(state_.id);
}
http::Priority Exchange::priority() const {
  return state_.connection->engine().priority(state_.id);
}
bool Exchange::is_placed_by_server() const {
  return state_.connection->engine().is_placed_by_server(state_.id);
}
bool Exchange::is_held_by_client() const {
  return state_.connection->is_held_by_peer();
}
std::optional<Duration> Exchange::responded_after() const {
  if (state_.responded_after == no_response) return std::nullopt;
  return state_.responded_after;
}
const http::Close& Exchange::close() const {
  return state_.close;
}

void Exchange::watch(Watcher* watcher) {
  state_.watcher = watcher;
}

void Exchange::begin(session::Connection& connection, ExchangeOwner& owner, const http::RequestReceived& request) {
  state_.connection = &connection;
  state_.owner = &owner;
  state_.head = request.head;
  state_.id = request.message;
  state_.started = connection.loop().now();
  state_.bodiless = request.end == http::End::yes;
  request_body_.begin(request.end, *this);
}

void Exchange::begin(session::Connection& connection, ExchangeOwner& owner, http::MessageId message,
                     std::unique_ptr<http::RequestHead> promise) {
  state_.promise = std::move(promise);
  state_.waiting = true;
  begin(connection, owner, {message, state_.promise.get(), http::End::yes});
}

// The work is over. The rest of the request is of no use any more, and a request that was not answered never will be.
void Exchange::finish() {
  state_.finished = true;
  state_.watcher = nullptr;
  request_body_.stop();
  if (open() && !responded()) abort(Reason::no_response);
  state_.owner->finished(*this);
}

// Both directions have ended, or the connection is gone. The handler may still be at work.
void Exchange::end(const http::Close& close) {
  state_.close = close;
  // Over HTTP/1.1 the engine may have answered in the handler's place.
  if (!responded() && facts().version != http::Version::http2) state_.status = static_cast<http::Status>(close.code);
  const bool lost = !state_.finished && (!responded() || !close.clean());
  state_.ending = lost ? Ending::cancelled : Ending::ended;
  // A response may be complete before the request is: a handler that still reads hears that no more will come.
  if (lost || request_body_.arriving()) request_body_.lose();
  if (lost && state_.watcher != nullptr) state_.watcher->on_cancelled();
}

// Ready for the next request.
void Exchange::clear() {
  attachment = nullptr;
  request_body_.clear();
  response_body_.clear();
  state_ = {};
}

}  // namespace weft::session::server
