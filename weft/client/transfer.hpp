// One request until it has its response or an error: it waits for a connection, is sent, and is sent again where the
// server has provably not processed it.
//
//   Transfer transfer(std::move(request), loop, user);
//   pool.add(transfer);               // user.on_done(transfer) comes, never from inside add()
//                                     // or user.on_redirected(transfer): pool.add(transfer) again
//   transfer.cancel();                // at any time
//
// A response that is streamed (Request::delivery) is read piece by piece, from user.on_head(transfer) on:
//
//   transfer.read([](PieceResult piece) { … });
//
// Until then the sink is paused, so that the window closes by itself.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/result.hpp>
#include <weft/client/error.hpp>
#include <weft/client/file_sink.hpp>
#include <weft/client/outgoing.hpp>
#include <weft/client/piece.hpp>
#include <weft/client/planned_pause.hpp>
#include <weft/client/policy/content_decoder.hpp>
#include <weft/client/policy/negotiation.hpp>
#include <weft/client/policy/proxies.hpp>
#include <weft/client/policy/redirects.hpp>
#include <weft/client/receive_rate.hpp>
#include <weft/client/request.hpp>
#include <weft/client/response.hpp>
#include <weft/client/retries.hpp>
#include <weft/client/transport/recorded.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/connection.hpp>

namespace weft::client {

class Answers;
class Pushes;
class Transfer;
struct Pushed;

class TransferUser {
 public:
  // A response that is streamed has its head. The transfer must not be destroyed from there.
  virtual void on_head(Transfer& /*transfer*/) {}
  // The server has sent the request to another URL, and so to the pool again. Only where redirects are to be followed.
  virtual void on_redirected(Transfer& /*transfer*/) {}
  // Nothing of the transfer is on the stack: it may be destroyed from there.
  virtual void on_done(Transfer& transfer) = 0;

 protected:
  ~TransferUser() = default;
};

// A look-up of a name.
struct LookUp {
  Time begun;
  Time resolved;
};

// How requests on a connection come to their origin.
struct Way {
  // The server has asked for HTTP/1.1.
  bool http11_required = false;
  // It is for requests that negotiate.
  bool negotiates = false;
  // Reads the requests, and sends them on; null where the origin reads them.
  const Proxy* proxy = nullptr;
  // Of the origin's name, where the connection was made for another origin.
  std::optional<LookUp> look_up = {};
};

// Where transfers wait, and where one goes that has to be sent again.
class TransferQueue {
 public:
  virtual void send_again(Transfer& transfer) = 0;
  // On a connection that no other request has used, or will use.
  virtual void send_alone(Transfer& transfer) = 0;
  // The server does not want the origin's requests on this connection (RFC 9110 15.5.20). True where that was made for
  // another origin.
  virtual bool misdirected(session::client::Connection& /*connection*/) { return false; }
  // The server has too much load from here (RFC 9113 7, ENHANCE_YOUR_CALM).
  virtual void calm_down() = 0;
  // The server wants HTTP/1.1 for this origin (RFC 9113 7).
  virtual void http11_required() = 0;
  // The connection is for this transfer alone until that is sent on it again, or lets it go.
  virtual void hold(Transfer& /*transfer*/, session::client::Connection& /*connection*/) {}
  virtual void send_held(Transfer& transfer) { send_again(transfer); }
  virtual void let_go(Transfer& /*transfer*/) {}
  // The server has promised a response beside that of `parent`. See session::client::CallUser.
  virtual void promised(const Transfer& /*parent*/, session::client::Connection& /*connection*/,
                        const session::client::Promise& /*promise*/) {}
  // Why a request that is still here waits for its turn; empty while its connection is being made.
  virtual std::string why_waiting() const { return {}; }
  // The response to a request that may have changed something (RFC 9110 9.2.1).
  virtual void changed(const Transfer& /*transfer*/, const http::ResponseHead& /*head*/) {}

 protected:
  ~TransferQueue() = default;
};

class Transfer final : private session::client::CallUser,
                       private session::BodySink,
                       private OutgoingUser,
                       private io::Deadline,
                       private io::Later,
                       private io::TurnEnd {
 public:
  Transfer(std::unique_ptr<Request> request, io::Loop& loop, TransferUser& user);
  ~Transfer() override;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  const Request& request() const { return *request_; }
  // The versions that may be offered for this request.
  session::Protocols protocols() const;
  // The outcome, once it is there.
  bool done() const { return done_; }
  Result<Response, ClientError> take_result();
  // A response that is streamed, as far as it is known then.
  Response take_head() { return std::exchange(response_, {}); }
  // `reader` is called once, with nothing of the caller on the stack: with octets, with the end, or with the error.
  void read(PieceReader reader);

  // While it is under way.
  void prioritize(http::Priority priority);
  // on_done() comes, again if it has come before.
  void cancel();

  // --- for the pool --------------------------------------------------------------------------------------------------
  void wait_in(TransferQueue& queue);
  // Where the request cannot be sent at all, the transfer is done.
  void begin(session::client::Connection& connection, const Way& way);
  // The same without a connection.
  void begin(Answers& answers);
  // In place of being sent. A transfer that waits for that is in no queue.
  void begin(Pushes& pushes, const std::shared_ptr<Pushed>& pushed);
  void send_by_itself() { queue_->send_again(*this); }
  // Its credentials are bound to a connection.
  bool negotiates() const { return negotiation_ && negotiation_->begun(); }
  // A server has said that it was the wrong one: the request goes over a connection of its origin's own.
  bool was_misdirected() const { return misdirected_; }
  // The fields of the request, cookies and codings included.
  http::Fields fields_to_send();
  void fail(ClientError::Stage stage, const http::Close& close, std::string detail = {});

  // In the queue of its origin, by the order in which the requests came.
  ListHook hook;
  std::uint64_t place = 0;

 private:
  // Octets of a body that a reader gets at a time, or some more where they are decoded.
  static constexpr std::size_t most_piece = 256 * 1024;
  // Octets for which a body of known length has memory from its first octet on; a server's word costs no more. A text
  // of 1 MiB that grew with what came took nearly three times the CPU: memory was touched, copied and given back.
  static constexpr std::size_t most_reserved = 1024 * 1024;

  void on_promise(const session::client::Promise& promise) override;
  void on_interim(const http::ResponseHead& head) override;
  void on_response(const http::ResponseHead& head) override;
  void on_ended(const http::Close& close) override;
  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override;
  void on_body_lost() override {}
  void on_deadline(Time now) override;
  void on_later() override;
  void on_sent(std::size_t octets) override;
  void on_body_ready() override { call_->body_ready(); }
  void on_turn_end() override;

  // --- the way out ---
  http::RequestHead head(http::Version version, bool has_body);
  // To an extended CONNECT: transfer_extended_connect.cpp.
  void extend(http::RequestHead& head) const;
  void address_to_proxy(http::RequestHead& head) const;
  Result<std::unique_ptr<Outgoing>, Fault> open_content();
  std::unique_ptr<Outgoing> open_body();
  void begun();
  void time_the_way_to(const ConnectionFacts& connection);

  // --- the way in ---
  bool is_streamed() const { return request_->delivery == Request::Delivery::stream; }
  std::size_t take(Octets octets);
  std::size_t deliver(Octets octets);
  std::size_t collect(Octets octets);
  void hold(Progress::Phase phase);
  bool is_held() const { return (rate_ && rate_->exhausted()) || (pause_ && pause_->holds()); }
  void let_flow();
  void await_body();
  std::size_t give(Octets octets);
  void answer_reader();

  // --- a file takes the body: transfer_file.cpp ---
  // False: the transfer is done.
  bool open_file();
  bool go_on_with_file();
  bool complete_file();
  bool keep(Result<FileSink, Fault> file);
  std::size_t write(Octets octets);
  void finish_file();

  // --- what goes beyond one exchange: transfer_policy.cpp ---
  void add_fields(http::RequestHead& head);
  bool asks_for_codings() const;
  const Netrc::User* user_of_netrc() const;
  // False: the transfer is done.
  bool begin_decoding(const http::ResponseHead& head);
  // The number of octets that were taken; all of them where the transfer fails.
  std::size_t decode(Octets octets);
  bool has_more_to_give() const { return decoder_ && decoder_->has_more(); }
  void check_whole();
  void fail_decoding(Reason reason);
  void keep_cookies();
  void skip(std::size_t octets);
  void redirect();
  bool may_answer_challenge();
  bool may_answer_digest();
  void answer_challenge();
  void lead_on();
  void send_anew();
  void begin_anew();
  // After 421. False: that is the response.
  bool send_elsewhere();

  // --- Negotiate: transfer_negotiate.cpp ---
  bool may_negotiate();
  void negotiate();
  void send_negotiated();
  // False: the transfer is done.
  bool has_proof_of_server();
  void forget_negotiation();

  // --- what is measured: transfer_sight.cpp ---
  void observe_active(int change) const;
  void observe_queue() const;
  void observe_end() const;
  void take_waits();

  // --- what is recorded: transfer_sight.cpp ---
  std::unique_ptr<session::Body> record_request(const http::RequestHead& head, std::unique_ptr<session::Body> body);
  void record_head();
  void record(Octets octets);
  void record_end();

  // --- the end ---
  Retries::End end_of(const http::Close& close) const;
  bool can_be_replayed() const;
  void succeed();
  void fail(const http::Close& close);
  void fail(ClientError::Stage stage, const Fault& fault);
  void finish();
  void moved();
  void enter(Progress::Phase phase);
  void drop_call();
  void await(Time limit);
  Reason why_it_stands_still() const;

  const std::unique_ptr<Request> request_;
  io::Loop& loop_;
  TransferUser& user_;
  TransferQueue* queue_ = nullptr;
  session::client::Call* call_ = nullptr;
  // Null where there is none.
  session::client::Connection* connection_ = nullptr;
  // There as long as the call, which owns it; null without a body.
  Outgoing* outgoing_ = nullptr;
  Way way_;
  const Time began_;
  Time limit_ = never;
  // When this attempt began, or the part of Timing that goes on now.
  Time since_;
  ClientError::Stage stage_ = ClientError::Stage::connect;
  Retries retries_;
  bool misdirected_ = false;
  bool whole_ = false;
  bool done_ = false;
  // The response leads to another request: its body is for nobody.
  bool leads_on_ = false;
  // The server asks for a digest.
  std::optional<DigestChallenge> challenge_;
  unsigned challenges_ = 0;
  // Null before the server has asked for it.
  std::unique_ptr<Negotiation> negotiation_;
  // The response is one leg of it.
  bool next_leg_ = false;
  std::size_t skipped_ = 0;
  bool redirected_ = false;
  Redirects redirects_;
  // From the jar, as they were sent.
  std::string cookies_;
  std::optional<ContentDecoder> decoder_;
  // Null where nothing is recorded.
  std::unique_ptr<Recorded> recorded_;
  // The head that has come, for those who measure; `response_` may have gone to its reader.
  struct Seen {
    http::Status status;
    http::Version version;
  };
  std::optional<Seen> seen_;
  // A response that is streamed has the octets here that its reader has not been told yet.
  Response response_;
  // The reader that waits for octets, if there is one, …
  PieceReader reader_;
  // … and the size of its last piece: the next one has so much memory at once, in place of growing with each frame.
  std::size_t last_piece_ = 0;
  std::unique_ptr<FileSink> file_;
  std::unique_ptr<ReceiveRate> rate_;
  std::unique_ptr<PlannedPause> pause_;
  Time held_since_;
  Progress progress_;
  std::optional<ClientError> error_;
};

}  // namespace weft::client
