// A request and its response as a handler sees them, whatever the version and the transport.
//
//   1. Read the request: method(), path(), param(), query(), cookie(), request().fields; its body, in a coroutine, with
//      body().
//   2. Set what the response needs: status(), set(), add().
//   3. Push what the client will ask for next: push(). Before the answer, so that the promise comes ahead of the links.
//   4. Answer once: text(), html(), json(), bytes(), file(), redirect(), error(), stream() or send().
//      A handler that returns without an answer has answered with its status and no body.
//
// weft adds date and server, unless the handler has set them. It alone says how a message is framed and what becomes of
// its connection: content-length, transfer-encoding, connection, keep-alive, proxy-connection, upgrade, te. Setting one
// of these is refused.
//
// A Context belongs to one thread. When the peer has gone, answering does nothing and every co_await in the handler
// throws std::system_error (std::errc::operation_canceled): let it pass.
//
// A client that has closed its side of the connection (FIN, close_notify) may have gone, or may wait for its response:
// peer_closed() says so at once. Over HTTP/1.1 a response that is due may take h1::Timeouts::half_closed (5 s) more,
// and as long again between its octets; then the handler is cancelled. Over HTTP/2 such a client can neither ask nor
// open windows any more, and no client in use closes so to wait: handlers with nothing to send are cancelled after
// h2::Timeouts::half_closed (0.1 s). A response that is on its way goes on over both.
//
// A Context, its body() and its stream() are the handler's until it returns, a coroutine until its end. Afterwards, as
// from work that it has posted, any use is a mistake: std::logic_error.
#pragma once

#include <cstdint>
#include <exception>
#include <forward_list>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/base/local_ptr.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/http/date.hpp>
#include <weft/http/head.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/target.hpp>
#include <weft/http/waits.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>
#include <weft/io/within.hpp>
#include <weft/server/blocking/offload.hpp>
#include <weft/server/cookies.hpp>
#include <weft/server/errors.hpp>
#include <weft/server/handler.hpp>
#include <weft/server/http_error.hpp>
#include <weft/server/payload.hpp>
#include <weft/server/push.hpp>
#include <weft/server/reason.hpp>
#include <weft/server/request_body.hpp>
#include <weft/server/response_stream.hpp>
#include <weft/server/router.hpp>
#include <weft/server/used_late.hpp>
#include <weft/server/values.hpp>
#include <weft/session/server/exchange.hpp>

#include WEFT_ASIO_HEADER(cancellation_signal.hpp)

namespace weft {

namespace http {
struct MultipartLimits;
}

class WebSocket;

namespace server {
struct Site;
struct Surroundings;
class Compression;
class EventStreams;
class Files;
class Middleware;
class MultipartForm;
class WebSocketRoute;
class PushLadder;
enum class FileCoding : std::uint8_t;
class Worker;
// For middlewares/: the answer to a request that a limit refuses, and the end of a handler that took too long.
void refuse(Context& context, http::Status status, Reason reason);
void end_late(Context& context);
// For routes with a compression of their own: Site::route_compressions.
void compress_by(Context& context, std::uint8_t number);
}  // namespace server

class Context final : private session::server::Watcher, private io::Later, private server::RequestBody::Owner {
 public:
  explicit Context(io::Loop& loop) : request_body_(loop, *this), stream_(loop) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // --- the request -------------------------------------------------------------------------------------------------
  const http::RequestHead& request() const { return exchange().request(); }
  http::Method method() const { return request().method; }
  // Decoded, without the query: http::decode_path().
  std::string_view path() const {
    exchange();
    return state_.path;
  }
  // The query as the client sent it, without the "?".
  std::string_view query() const { return http::split_valid_target(request().path).query; }
  // The first value of that name in the query, decoded; nullopt without one. values.hpp tells the coding, and the types
  // of query<int>("page"), whose failure is a 400 with a sentence; require_query() throws that failure, which is the
  // answer where it leaves the handler.
  std::optional<std::string> query(std::string_view name) const { return http::form_value(query(), name); }
  template <class T>
  Result<T, HttpError> query(std::string_view name) const {
    return server::typed_value<T>(query(name), name, "query");
  }
  template <class T = std::string>
  T require_query(std::string_view name) const {
    return server::value_or_throw(query<T>(name));
  }
  // All names and values of the query.
  server::Values query_values() const { return {std::string(query()), "query"}; }
  // The part of the path that the route's {name} took; empty for a name that the route does not have.
  std::string param(std::string_view name) const { return std::string(parameters().find(name)); }
  // Typed, as of the query.
  template <class T>
  Result<T, HttpError> param(std::string_view name) const {
    return server::typed_value<T>(parameter_text(name), name, "path");
  }
  template <class T = std::string>
  T require_param(std::string_view name) const {
    return server::value_or_throw(param<T>(name));
  }
  // The same as views, valid as long as the request.
  const server::Parameters& parameters() const {
    exchange();
    return parameters_;
  }
  // The first value of a request field.
  std::optional<std::string_view> field(http::FieldName name) const { return request().fields.find(name); }
  std::optional<std::string_view> field(std::string_view name) const { return request().fields.find(name); }
  // The value of the first cookie of that name, valid as long as the request.
  std::optional<std::string_view> cookie(std::string_view name) const {
    return server::find_cookie(request().fields, name);
  }
  server::RequestBody& body() {
    exchange();
    return request_body_;
  }

  // The body as a form with files: include <weft/server/multipart_form.hpp>, which tells more.
  server::MultipartForm multipart();
  server::MultipartForm multipart(const http::MultipartLimits& limits);

  http::Version version() const { return link().version; }
  bool secure() const { return link().secure(); }
  // The client's name, where middleware has found it out, as weft/server/auth does; empty for nobody. `set_user()`
  // copies it.
  std::string_view user() const {
    exchange();
    return state_.user;
  }
  void set_user(std::string_view name) {
    exchange();
    state_.user = decoded_.store(name);
  }
  // The client did not ask: another handler has pushed this.
  bool pushed() const { return exchange().pushed(); }
  // The certificate that the client has shown in TLS; null where it has shown none.
  const io::PeerCertificate* client_certificate() const { return secure() ? link().tls->certificate.get() : nullptr; }
  const io::Address& peer() const { return *link().peer; }
  // That of peer(), or where this is a trusted proxy, that of the client that the request names: forwarding.hpp. Valid
  // as long as the request.
  std::string_view client_address() const;
  const session::Facts& link() const { return exchange().facts(); }
  // Version, cipher, ALPN, SNI, and whether a session goes on; null without TLS.
  const io::TlsFacts* tls() const { return link().tls; }
  // Why the request has not come over HTTP/2; session::Fallback::none where it has.
  session::Fallback why() const { return exchange().fallback(); }
  // The waits of the message, by their causes, up to when octets came or went on its connection last; nothing over
  // HTTP/1.1.
  http::Waits ledger() const { return exchange().waits(); }

  // --- the response ------------------------------------------------------------------------------------------------
  // 200 to 599. Any other is refused: std::invalid_argument, as for fields.
  Context& status(http::Status status);
  // A name in any case; it is sent in lower case, and the value without whitespace around it. A field that HTTP
  // forbids, or that is set by weft, is refused: std::invalid_argument.
  Context& set(http::FieldName name, std::string_view value);
  Context& set(std::string_view name, std::string_view value);
  Context& add(std::string_view name, std::string_view value);
  // Safe where nothing else is said: cookies.hpp. A cookie that no browser would take is refused as well:
  // std::invalid_argument. clear_cookie() takes the path, the domain and the prefix's conditions of the one that was
  // set.
  Context& set_cookie(std::string_view name, std::string_view value, const CookieOptions& options = {});
  Context& clear_cookie(std::string_view name, CookieOptions options = {});
  // Without a check of names and values: for fields that cannot be wrong, in lower case. The answer refuses fields that
  // weft sets itself. `content_length` is for a response whose body weft does not have: a stream, a session::Body,
  // HEAD.
  http::ResponseHead& response() {
    exchange();
    return response_;
  }
  bool responded() const { return exchange().responded(); }

  void text(server::Payload payload) { literal("text/plain; charset=utf-8", std::move(payload)); }
  void html(server::Payload payload) { literal("text/html; charset=utf-8", std::move(payload)); }
  // `payload` is JSON already.
  void json(server::Payload payload) { literal("application/json", std::move(payload)); }
  void bytes(std::string_view media_type, server::Payload payload);
  // A file of the directory that Server::files() has mounted for this request's path; 404 where there is none. A media
  // type and validators that the handler has set go before those of the file.
  void file(std::string_view relative_path);
  void redirect(std::string_view location, http::Status status = http::Status::found);
  // The answer of Server::on_error(), the page that the site has for that status, or a small one that says it, and the
  // sentence if there is one, as HTML, text or problem+json, whichever the peer prefers: errors.hpp.
  void error(http::Status status, std::string_view sentence = {}) { give_error({status, sentence}); }
  void error(const HttpError& failure) { error(failure.status(), failure.what()); }
  // Without a media type the response has the content-type that the handler has set, or none.
  server::ResponseStream stream(std::string_view media_type = {});

  // Answers an extended CONNECT (RFC 8441) with 200: octets go both ways from then on, what the client sends as body(),
  // and what is written to the stream as it is. The tunnel ends with the handler. std::logic_error for other requests.
  server::ResponseStream open_tunnel();

  // The `date` that a response of now has.
  http::Date date() const;

  // The response as set so far, without a body. For HEAD and 304, response().content_length may be set.
  void send();
  // Nothing is copied: the octets live as long as `owner`. Null: for ever. response().content_length, if it is set, is
  // their number.
  void send(Octets body, std::shared_ptr<const void> owner);
  // An owner of this thread.
  void send(Octets body, LocalPtr<const LocallyShared> owner);
  // `body` is pulled; response().content_length is set by the caller if it is known.
  void send(std::unique_ptr<session::Body> body);
  // The response must never look complete. The access log shows the reason: c.abort("disk_failed").
  void abort(OwnReason reason) { exchange().abort(reason); }
  // RFC 9113 7: over HTTP/2 the stream ends with HTTP_1_1_REQUIRED, so that the client asks again over HTTP/1.1; false,
  // and answering does nothing. Over HTTP/1.1 it is true, and the request goes on. require_http11.hpp does this for
  // routes.
  bool require_http11() { return exchange().require_http11(); }

  // --- beside the response -----------------------------------------------------------------------------------------
  // The client gets the answer to a GET of `path` at this site before it asks. The request runs through the routes, as
  // the client's own would, once this handler has returned or waits; it is logged under an even stream number. A client
  // that takes no push is told to ask, as long as the response has not begun: 103 Early Hints, or a Link field. Nothing
  // is pushed twice on a connection. push.hpp tells more; no handler needs to care. An urgency above 7 is refused:
  // std::invalid_argument.
  server::Pushed push(std::string_view path, const server::PushOptions& options = {});
  // RFC 8297: links that a client that takes them gets at once, by 103, and all clients with the response, as in
  // c.early_hints({"</style.css>; rel=preload; as=style"}). Before the answer, any number of times. A value that no
  // field can have is refused: std::invalid_argument.
  void early_hints(std::initializer_list<std::string_view> links);
  // RFC 9218: how urgent the response is beside the others of its connection, whatever the client says; at any time. It
  // does nothing over HTTP/1.1. An urgency above 7 is refused: std::invalid_argument.
  Context& prioritize(http::Priority priority);

  // --- time --------------------------------------------------------------------------------------------------------
  Task<> sleep(Duration duration);
  // Calls `work`, which may block, on one of the server's threads for that, and gives its result: blocking/offload.hpp.
  template <class Work>
  Task<server::WorkResult<Work>> offload(Work work) {
    return server::offload(exchange().loop(), blocking_threads(), std::move(work));
  }
  // The peer or the connection has gone.
  bool cancelled() const { return exchange().cancelled(); }
  // The client will send nothing more on this connection: it has closed its side, or the connection has gone.
  bool peer_closed() const { return exchange().peer_ended(); }
  // True on the loop of this request soon after Server::drain() or stop() was called: what would go on for long may
  // end.
  bool draining() const;
  // The time of this turn: all that happens in a turn happens at one time.
  Time now() const { return exchange().loop().now(); }
  // What the program keeps for this connection until it closes, by a key of its own: the address of something that it
  // has. Null at first. Only while the request has not been cancelled.
  std::shared_ptr<void>& kept_for_connection(const void* key);
  // For what goes on beside the handler, which must not use this Context any more when the handler has returned.
  io::Loop& loop() {
    state_.let_out = true;
    return exchange().loop();
  }

 private:
  friend class server::Worker;
  friend class server::Files;
  friend class server::Middleware;
  friend class server::PushLadder;
  friend class server::WebSocketRoute;
  friend class WebSocket;
  friend class server::EventStreams;
  friend void server::run_to_end(Context& context, Task<> task);
  friend void server::keep(Context& context, std::shared_ptr<const void> callable);
  friend void server::refuse(Context& context, http::Status status, server::Reason reason);
  friend void server::end_late(Context& context);
  friend void server::compress_by(Context& context, std::uint8_t number);

  // The worker calls these, in this order.
  void begin(session::server::Exchange& exchange, server::Surroundings& surroundings);
  // The path from the target; false for one that cannot be decoded.
  bool locate();
  // The handler, and those that it calls. The exchange ends when the last of them has.
  void run(const server::Handler& handler);
  void hold() { ++state_.holds; }
  void release() {
    if (--state_.holds == 0) finish();
  }
  void fail(const HttpError& failure, const std::exception_ptr& error);
  void fail(std::string_view what, const std::exception_ptr& error);
  void fail(const std::exception_ptr& error);
  void finish();
  // A response that has begun must not look complete.
  void refuse(http::Status status, server::Reason reason);
  // RFC 9110 15.5.14: "The 413 (Content Too Large) status code indicates that the server is refusing to process a
  // request because the request content is larger than the server is willing or able to process."
  void refuse_body() { refuse(http::Status::content_too_large, server::Reason::request_body_too_large); }
  bool is_refused() const;
  void answer_bare();
  // Calls a handler; an exception that leaves the handler is answered.
  template <class Call>
  void guard(Call call) {
    try {
      call();
    } catch (...) {
      fail(std::current_exception());
    }
  }
  void reset();
  // Every call of a handler goes through exchange().
  session::server::Exchange& exchange() const {
    if (state_.exchange == nullptr) server::throw_used_late("weft::Context");
    return *state_.exchange;
  }
  server::BlockingThreads& blocking_threads() const;
  bool is_held() const { return state_.held; }
  // nullopt for a name that the route does not have.
  std::optional<std::string> parameter_text(std::string_view name) const;

  // That of the route or of the site; null for none.
  const server::Compression* compression() const;
  void literal(std::string_view media_type, server::Payload&& payload);
  void give(server::Payload&& payload);
  // The coding in which the site and the client want the response: weft/server/compression. `length` is that of the
  // body, where it is known.
  std::optional<server::FileCoding> wanted_coding(std::optional<std::uint64_t> length);
  // False: it goes as it is. `own()` gives what keeps the octets alive, once it is needed.
  template <class Own>
  bool send_compressed(Octets body, Own own);
  bool send_compressed(server::Payload& payload);
  void give_error(ErrorInfo error);
  // False: Server::on_error() does not say it.
  bool shape_error(ErrorInfo& error);
  // The file that the site has for an error; false where it has none.
  bool give_error_page();
  void check_length(std::size_t octets);
  void complete_head();
  void add_usual_fields();
  // Answers with octets both ways: 101, or 200 to a CONNECT. They come as the body of the request.
  server::ResponseStream tunnel();
  void report(std::string_view problem);
  // The slot by which a coroutine hears that its peer has gone.
  asio::cancellation_slot new_slot();
  // Lets a coroutine run that ends with the exchange, or by `slot`.
  void spawn(Task<> task, asio::cancellation_slot slot);
  void release_body();

  void discard_body(server::RequestBody::AfterDiscard then) override;
  void on_discarded(std::uint64_t octets) override;
  void on_lost() override;
  void on_too_large() override;
  // The peer has gone: the coroutine is told when nothing of the engine is on the stack.
  void on_cancelled() override;
  void on_later() override;

  // One use: of one request, from begin() to reset().
  struct State {
    // Null where no handler runs: before, and from finish() on.
    session::server::Exchange* exchange = nullptr;
    server::Surroundings* surroundings = nullptr;
    const server::Site* site = nullptr;
    // Holds the site of a request that outlives its handler's return.
    LocalPtr<const LocallyShared> sites;
    std::string_view path;
    std::string_view user;
    // By a coroutine, or by a body that is on its way: beyond the return of the handler.
    bool held = false;
    // Something beside the handler may know this Context.
    bool let_out = false;
    // RequestSlots, until the exchange is over.
    std::uint8_t slots = 0;
    // The limit of the server that refused the request.
    std::optional<server::Reason> refused;
    // The first rung of what it has pushed.
    std::optional<server::PushRung> push_rung;
    // The response is a page for an error.
    bool is_error_page = false;
    // Server::on_error() has been called.
    bool error_is_shaped = false;
    // The coding of the response has been decided: once, and by files themselves.
    bool coding_is_settled = false;
    // 0: that of the site; n: the nth of its routes.
    std::uint8_t compression = 0;
    // Handlers that have not ended: the one that runs, coroutines, those that wait for the body.
    unsigned holds = 0;
    // Coroutines that are at work.
    unsigned working = 0;
  };

  State state_;
  // The memory of `state_.path`, where it is not the path as sent, and of `state_.user`.
  Arena decoded_;
  server::Parameters parameters_;
  http::ResponseHead response_;
  // A body that was copied; it stays until the message has ended.
  std::string text_;
  // The first signal is for a coroutine that is alone, the others for coroutines that others have called. Both stand
  // ahead of what waits: a wait that is left over knows the slot it has been given.
  asio::cancellation_signal cancellation_;
  std::forward_list<asio::cancellation_signal> further_cancellations_;
  server::RequestBody request_body_;
  server::StreamBuffer stream_;
  // The calls to make when the body has been discarded.
  std::vector<server::RequestBody::AfterDiscard> after_body_;
  // Keeps the callables of handlers that other handlers called.
  std::vector<std::shared_ptr<const void>> kept_;
};

}  // namespace weft
