// One request and its response on the server's side, whatever the version.
//
//   1. Service::on_request(exchange) hands it over with the request's head.
//   2. receive_body(sink) starts the request's body. Until then nothing is taken and the window closes by itself.
//      (A client that sent Expect: 100-continue gets its 100 at this moment.)
//   3. respond(…) once, respond_interim() before it any number of times. push() while it has not ended.
//   4. finish() once, when the handler's work is over: a coroutine's may end long after the peer has gone. The slot in
//      MAX_CONCURRENT_STREAMS is held until then. A handler asks nothing of the exchange after finish().
//   5. Service::on_done(exchange) reports what became of it, after finish() and the end of the message. The exchange is
//      there until on_done() has returned, which never comes from inside a call of the handler's or of on_request(): so
//      the service may still set `attachment` after finish(), as long as it has not returned to the loop.
//
// If the peer resets or the connection dies, on_cancelled() of the watcher is called and every call here becomes a
// no-op.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/intrusive_list.hpp>
#include <weft/base/local_ptr.hpp>
#include <weft/base/time.hpp>
#include <weft/http/close.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/misuse.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/push_outcome.hpp>
#include <weft/http/waits.hpp>
#include <weft/session/body.hpp>
#include <weft/session/facts.hpp>
#include <weft/session/incoming_body.hpp>
#include <weft/session/reason.hpp>
#include <weft/session/response_body.hpp>

namespace weft::session {
class Connection;
class Engine;
}  // namespace weft::session

namespace weft::session::server {

class Exchange;
struct RatePlan;

// Told when the peer or the connection has gone before the work was over.
class Watcher {
 public:
  virtual void on_cancelled() = 0;

 protected:
  ~Watcher() = default;
};

// The connection that began an exchange.
class ExchangeOwner {
 public:
  // See Exchange::finish(). Nothing is destroyed before the caller has returned.
  virtual void finished(Exchange& exchange) = 0;
  // See Exchange::limit().
  virtual void limit(Exchange& exchange, const RatePlan& plan) = 0;
  // What the body of the request goes through on its way to `sink`.
  virtual BodySink& before(const Exchange& exchange, BodySink& sink) = 0;
  // See Exchange::push().
  virtual http::PushOutcome push(const Exchange& parent, http::Method method, std::string_view path,
                                 std::span<const Field> fields) = 0;

 protected:
  ~ExchangeOwner() = default;
};

class Exchange final : private IncomingBodyOwner {
 public:
  // --- the request -------------------------------------------------------------------------------------------------
  // Valid until finish() and on_done().
  const http::RequestHead& request() const;
  http::MessageId id() const;
  const Facts& facts() const;
  // See io::Channel::is_meant_for().
  bool is_meant_for(std::string_view host) const;
  io::Loop& loop();
  Time started() const;

  // The client did not ask: it was promised this answer.
  bool pushed() const { return state_.promise != nullptr; }

  // RFC 9113 8.4.2: it was promised, and the client has reset it with CANCEL or REFUSED_STREAM.
  bool declined() const;

  // True when the request has no body at all.
  bool request_complete() const;
  void receive_body(BodySink& sink);
  // The sink that took less than all wants the rest.
  void body_wanted();
  // Octets of it have come, and the sink has not taken them, or its rates have not let them through.
  bool has_unread() const { return request_body_.waiting(); }

  // --- the response ------------------------------------------------------------------------------------------------
  bool responded() const;
  void respond_interim(const http::ResponseHead& head);
  // No body, or for HEAD: head.content_length may say what it would be.
  void respond(const http::ResponseHead& head);
  // Octets that live as long as `owner`; nothing is copied.
  void respond(const http::ResponseHead& head, Octets body, std::shared_ptr<const void> owner);
  void respond(const http::ResponseHead& head, Octets body, LocalPtr<const LocallyShared> owner);
  void respond(const http::ResponseHead& head, std::string body);
  void respond(const http::ResponseHead& head, std::unique_ptr<Body> body);
  // A Body that was blocked calls this, on the loop's thread.
  void body_ready();
  // RFC 9218: how urgent the response is, whatever the client says, and at any time. `urgency` is below 8. A field
  // `priority` of the response says the same once.
  void prioritize(http::Priority priority);
  // RFC 9113 8.4: promises the answer to a request that the client has not made, ahead of what this response sends from
  // now on. It becomes an exchange of its own as soon as no handler is on the stack. As many may be promised at a time
  // as the client takes responses, so that none waits for another to end.
  http::PushOutcome push(http::Method method, std::string_view path, std::span<const Field> fields);
  // The rates that its bodies obey, both ways. Once, before receive_body() and respond().
  void limit(const RatePlan& plan);
  // Ends the response so that it can never look complete.
  void abort(OwnReason reason);
  // RFC 9113 7, HTTP_1_1_REQUIRED: a request that came over HTTP/2 ends so, and its client may ask again over HTTP/1.1.
  // True over HTTP/1.1, where it goes on, and fallback() says why it is there.
  bool require_http11();
  // RFC 9113 8.7, REFUSED_STREAM: a request that came over HTTP/2 ends as if it had not come, and its client may send
  // it again. False over HTTP/1.1, which cannot say so.
  bool refuse(OwnReason reason);

  // --- the end -----------------------------------------------------------------------------------------------------
  void watch(Watcher* watcher);
  bool cancelled() const;
  // The peer has closed its side of the connection. It may still wait for the response, or have gone: if it waits in
  // vain for longer than Timeouts::half_closed of its version, the exchange is cancelled.
  bool peer_ended() const;
  // The connection ends as soon as what is under way has ended, and after its time for draining at the latest.
  bool is_draining() const;
  void finish();

  // Why the request has not come over HTTP/2.
  Fallback fallback() const;

  // For Service::on_done().
  http::Status status() const;  // of the final response; 0 without one
  http::Traffic traffic() const;
  // These five are nothing over HTTP/1.1.
  http::Waits waits() const;
  // One of them, at any time.
  Duration waited_for_application() const;
  http::SectionOctets section_octets() const;
  http::Priority priority() const;
  // See http::StreamView.
  bool is_placed_by_server() const;
  // The client's kernel has no room for more, or had none when the connection ended. A system call.
  bool is_held_by_client() const;
  // From started() to the head of the final response; nullopt where the handler has given none.
  std::optional<Duration> responded_after() const;
  // If the engine has refused the response, the reason is there earlier: the name of a Misuse.
  const http::Close& close() const;

  // One pointer for the service's own use.
  void* attachment = nullptr;

  // --- for its owner -----------------------------------------------------------------------------------------------
  // The owner calls these, in this order.
  void begin(session::Connection& connection, ExchangeOwner& owner, const http::RequestReceived& request);
  void begin(session::Connection& connection, ExchangeOwner& owner, http::MessageId message,
             std::unique_ptr<http::RequestHead> promise);
  void take_data(Octets octets, http::End end);
  void take_trailers(const http::Fields* trailers);
  void end(const http::Close& close);
  void clear();

  // The exchange was promised, and the service has not seen it.
  bool waiting() const { return state_.waiting; }
  void hand_over() { state_.waiting = false; }
  // No handler holds the exchange.
  bool idle() const { return state_.finished || state_.waiting; }
  // end() has come.
  bool ended() const { return state_.ending == Ending::ended || state_.ending == Ending::cancelled; }
  // The client has not sent all of its request.
  bool receiving() const { return request_body_.arriving(); }
  // RFC 9110 10.1.1: the client may send the body only after a 100, which receive_body() will send.
  bool owes_invitation() const { return !request_body_.is_claimed() && expects_invitation(); }
  // The peer keeps sending what nobody reads.
  bool wasteful() const { return request_body_.dropped() > courtesy; }
  // The whole response has been produced.
  bool answered(const Engine& engine) const;

  // The exchange is in one list of the owner at most.
  ListHook hook;

 private:
  // `aborted`: by us, and the engine has not reported the end yet.
  enum class Ending : std::uint8_t { open, aborted, ended, cancelled };

  // More than an hour, in the room that a State has.
  using ShortTime = std::chrono::duration<std::uint32_t, std::ratio<1, 1'000'000>>;
  static constexpr ShortTime no_response = ShortTime::max();

  // One use: of one request, from begin() to clear().
  struct State {
    session::Connection* connection = nullptr;
    ExchangeOwner* owner = nullptr;
    const http::RequestHead* head = nullptr;
    // The head of a request that was pushed; the engine holds all others.
    std::unique_ptr<http::RequestHead> promise;
    Watcher* watcher = nullptr;
    http::Close close = close_of(Reason::complete);
    Time started;
    http::MessageId id = 0;
    ShortTime responded_after = no_response;
    http::Status status = {};
    Ending ending = Ending::open;
    bool bodiless = false;
    bool waiting = false;
    bool finished = false;
    bool http11_required = false;
  };

  bool open() const { return state_.ending == Ending::open; }
  template <class Owner>
  void respond_from(const http::ResponseHead& head, Octets body, Owner owner);
  void start_response(const http::ResponseHead& head, http::BodySource* body);
  // `code` is an h2::ErrorCode.
  template <class Code>
  void reset(Code code, OwnReason reason);
  void give_up(http::Misuse misuse);
  bool forbids_body(const http::ResponseHead& head) const;
  bool expects_invitation() const;
  void invite_body();
  void body_took(std::size_t octets) override;

  // Clients in the field take a reset for a failure even when the response was whole: a small upload may run out.
  static constexpr std::size_t courtesy = 64 * 1024;

  State state_;
  IncomingBody request_body_;
  ResponseBody response_body_;
};

}  // namespace weft::session::server
