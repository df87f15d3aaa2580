// One request and its response on the client's side, whatever the version.
//
//   1. Connection::begin(request, body, user) sends it. The user is told what comes, on the loop's thread, never from
//      inside begin().
//   2. CallUser::on_interim() any number of times, on_response() once.
//   3. receive_body(sink) starts the response's body, at any time after begin(). Until then nothing is taken and the
//      window closes by itself.
//   4. CallUser::on_ended(): the engine has done with it. Octets that wait for the sink still go to the sink.
//   5. finish() once, at any time, even from inside a call of CallUser or of the sink: nothing more is asked or told. A
//      call that has not ended is cancelled: RST_STREAM (CANCEL), or, over HTTP/1.1, the end of the connection.
#pragma once

#include <cstdint>
#include <memory>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/http/close.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/waits.hpp>
#include <weft/session/body.hpp>
#include <weft/session/facts.hpp>
#include <weft/session/incoming_body.hpp>

namespace weft::session {
class Connection;
}

namespace weft::session::client {

class Call;

// RFC 9113 8.4: the response to a request that was not made will come.
struct Promise {
  http::MessageId id = 0;
  // Borrowed during CallUser::on_promise().
  const http::RequestHead* request = nullptr;
};

class CallUser {
 public:
  // A 1xx response; the head is borrowed during the call.
  virtual void on_interim(const http::ResponseHead& /*head*/) {}
  // On the connection of the call. A promise is declined unless Connection::accept() takes it from inside this.
  virtual void on_promise(const Promise& /*promise*/) {}
  // The final response; the head is valid until finish().
  virtual void on_response(const http::ResponseHead& head) = 0;
  // Last: close.clean() says whether request and response are whole.
  virtual void on_ended(const http::Close& close) = 0;

 protected:
  ~CallUser() = default;
};

// The connection that carries a call, or those who answer it without one.
class CallOwner {
 public:
  // More of the request's body is there. Only for a call without a connection.
  virtual void body_ready(Call& /*call*/) {}
  // See Call::finish(). Nothing is destroyed before the caller has returned.
  virtual void finished(Call& call) = 0;

 protected:
  ~CallOwner() = default;
};

class Call final : private IncomingBodyOwner {
 public:
  // Only where there is a connection, like facts() and traffic().
  http::MessageId id() const { return state_.id; }
  const Facts& facts() const;

  // --- the request's body --------------------------------------------------------------------------------------------
  // A Body that was blocked calls this, on the loop's thread.
  void body_ready();
  // RFC 9218, over HTTP/2 alone, at any time: `urgency` is below 8.
  void prioritize(http::Priority priority);

  // --- the response's body -------------------------------------------------------------------------------------------
  void receive_body(BodySink& sink);
  // The sink that took less than all wants the rest.
  void body_wanted();
  // The sink gets nothing until resume(), and at most the octets that the window lets through still arrive. Other calls
  // go on.
  void pause();
  void resume();
  // Octets that may come before some of them are taken; over HTTP/2 alone.
  void set_window(std::uint32_t octets);

  // --- the end -------------------------------------------------------------------------------------------------------
  bool ended() const { return state_.ended; }
  // Octets of the request may have left.
  bool has_left() const;
  void finish();

  http::Traffic traffic() const;
  // Nothing over HTTP/1.1, and without a connection.
  http::Waits waits() const;

  // --- for its owner -------------------------------------------------------------------------------------------------
  // The owner calls these, in this order. prepare() comes before the engine knows the message, and opened() names it.
  http::BodySource* prepare(session::Connection& connection, CallOwner& owner, CallUser& user,
                            std::unique_ptr<Body> body);
  void opened(http::MessageId id);
  // In place of both, for a call without a connection: its owner pulls the request's body, and no engine is asked.
  http::BodySource* prepare(CallOwner& owner, CallUser& user, std::unique_ptr<Body> body);
  void take_promise(const Promise& promise);
  void take_interim(const http::ResponseHead& head);
  void take_response(const http::ResponseHead& head, http::End end);
  void take_data(Octets octets, http::End end);
  void take_trailers(const http::Fields* trailers);
  void end(const http::Close& close);
  void clear();

  // The response is whole, and the request may still be on its way.
  bool answered() const { return state_.answered; }
  bool finished() const { return state_.finished; }

  // The owner has counted its head, or its end.
  bool headed = false;
  // Its octets are those of another connection (RFC 9110 9.3.6).
  bool is_tunnel = false;
  // The call is in one list of the owner at most.
  ListHook hook;

 private:
  // One use, from prepare() to clear().
  struct State {
    // Null for a call without one.
    session::Connection* connection = nullptr;
    CallOwner* owner = nullptr;
    CallUser* user = nullptr;
    std::unique_ptr<Body> request_body;
    // Connection::outputs() then.
    std::uint64_t outputs = 0;
    http::MessageId id = 0;
    bool answered = false;
    bool ended = false;
    bool finished = false;
  };

  void body_took(std::size_t octets) override;
  bool reaches_engine() const;

  State state_;
  IncomingBody response_body_;
};

}  // namespace weft::session::client
