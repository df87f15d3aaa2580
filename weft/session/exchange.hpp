// One request and its response on the server's side, whatever the version.
//
//   1. Service::on_request(exchange) hands it over with the request's head.
//   2. receive_body(sink) starts the request's body. Until then nothing is taken and the window closes by itself.
//      (A client that sent Expect: 100-continue gets its 100 at this moment.)
//   3. respond(…) once, respond_interim() before it any number of times.
//   4. finish() once, when the handler's work is over: a coroutine's may end long after the peer has gone. The slot in
//      MAX_CONCURRENT_STREAMS is held until then. The exchange must not be touched after finish().
//   5. Service::on_done(exchange) reports what became of it, after finish() and the end of the message.
//
// If the peer resets or the connection dies, on_cancelled() of the watcher is called and every call here becomes a no-op.
#pragma once

#include <memory>
#include <string>

#include <weft/base/time.hpp>
#include <weft/http/close.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/session/body.hpp>
#include <weft/session/link.hpp>

namespace weft::session {

class Driver;

// Told when the peer or the connection has gone before the work was over.
class Watcher {
 public:
  virtual void on_cancelled() = 0;

 protected:
  ~Watcher() = default;
};

class Exchange {
 public:
  // --- the request -------------------------------------------------------------------------------------------------
  // Valid until finish() and on_done().
  const http::RequestHead& request() const;
  http::MessageId id() const;
  const Link& link() const;
  io::Loop& loop();
  Time started() const;

  // True when the request has no body at all.
  bool request_complete() const;
  void receive_body(BodySink& sink);
  // The sink that took less than all wants the rest.
  void body_wanted();

  // --- the response ------------------------------------------------------------------------------------------------
  bool responded() const;
  void respond_interim(const http::ResponseHead& head);
  // No body, or for HEAD: head.content_length may say what it would be.
  void respond(const http::ResponseHead& head);
  // Octets that live as long as `owner`; nothing is copied.
  void respond(const http::ResponseHead& head, Octets body, std::shared_ptr<const void> owner);
  void respond(const http::ResponseHead& head, std::string body);
  void respond(const http::ResponseHead& head, std::unique_ptr<Body> body);
  // From a Body that was blocked, on the loop's thread.
  void body_ready();
  // Ends the response so that it can never look complete. `reason` is a literal.
  void abort(std::string_view reason);

  // --- the end -----------------------------------------------------------------------------------------------------
  void watch(Watcher* watcher);
  bool cancelled() const;
  void finish();

  // For Service::on_done().
  http::Status status() const;  // of the final response; 0 without one
  const http::Traffic& traffic() const;
  const http::Close& close() const;

  // One pointer for the service's own use.
  void* attachment = nullptr;

 private:
  friend class Driver;
};

}  // namespace weft::session
