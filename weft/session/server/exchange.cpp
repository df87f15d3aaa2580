// What an exchange is, and how it begins and ends. Its request body is in exchange_receive.cpp, its response in
// exchange_respond.cpp.
#include <weft/session/server/exchange.hpp>

#include <utility>

#include <weft/session/server/connection.hpp>

namespace weft::session::server {

const http::RequestHead& Exchange::request() const {
  return *head_;
}
http::MessageId Exchange::id() const {
  return id_;
}
const Facts& Exchange::facts() const {
  return connection_->facts();
}
io::Loop& Exchange::loop() {
  return connection_->loop();
}
Time Exchange::started() const {
  return started_;
}

bool Exchange::cancelled() const {
  return ending_ == Ending::cancelled;
}
bool Exchange::peer_ended() const {
  return connection_->peer_ended();
}
http::Status Exchange::status() const {
  return status_;
}
http::Traffic Exchange::traffic() const {
  return connection_->engine().traffic(id_);
}
http::Waits Exchange::waits() const {
  return connection_->engine().waits(id_);
}
const http::Close& Exchange::close() const {
  return close_;
}

void Exchange::watch(Watcher* watcher) {
  watcher_ = watcher;
}

void Exchange::begin(Connection& connection, const http::RequestReceived& request) {
  connection_ = &connection;
  head_ = request.head;
  id_ = request.message;
  started_ = connection.loop().now();
  bodiless_ = request.end == http::End::yes;
  incoming_ = bodiless_ ? Incoming::arrived : Incoming::arriving;
}

void Exchange::begin(Connection& connection, http::MessageId message, std::unique_ptr<http::RequestHead> promise) {
  promise_ = std::move(promise);
  waiting_ = true;
  begin(connection, {message, promise_.get(), http::End::yes});
}

// The work is over. What the handler did not read is of no use any more; what it did not answer never will be.
void Exchange::finish() {
  finished_ = true;
  watcher_ = nullptr;
  sink_ = nullptr;
  if (feeding_ == Feeding::no) feed();
  if (open() && !responded()) abort(Reason::no_response);
  connection_->finished(*this);
}

// Both directions have ended, or the connection is gone. The handler may still be at work.
void Exchange::end(const http::Close& close) {
  close_ = close;
  // Over HTTP/1.1 the engine may have answered in the handler's place.
  if (!responded() && facts().version != http::Version::http2) status_ = static_cast<http::Status>(close.code);
  const bool lost = !finished_ && (!responded() || !close.clean());
  ending_ = lost ? Ending::cancelled : Ending::ended;
  // A response may be complete before the request is: a handler that still reads hears that no more will come.
  if (lost || incoming_ == Incoming::arriving) report_body_lost();
  if (lost && watcher_ != nullptr) watcher_->on_cancelled();
}

// Ready for the next request; what is small is kept.
void Exchange::clear() {
  constexpr std::size_t largest_kept = 4096;
  attachment = nullptr;
  head_ = nullptr;
  promise_.reset();
  watcher_ = nullptr;
  sink_ = nullptr;
  trailers_ = nullptr;
  unread_.clear();
  if (unread_.capacity() > largest_kept) unread_.release();
  response_body_.clear();
  close_ = close_of(Reason::complete);
  status_ = {};
  dropped_ = 0;
  feeding_ = Feeding::no;
  ending_ = Ending::open;
  waiting_ = false;
  finished_ = false;
}

}  // namespace weft::session::server
