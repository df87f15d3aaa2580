#include <weft/client/transfer.hpp>

#include <algorithm>
#include <utility>

#include <weft/client/reason.hpp>
#include <weft/client/transport/answers.hpp>
#include <weft/session/client/verdict.hpp>

namespace weft::client {

namespace {

using Stage = ClientError::Stage;

bool expects_content(http::Method method) {
  return method == http::Method::post || method == http::Method::put || method == http::Method::patch;
}

}  // namespace

Transfer::Transfer(std::unique_ptr<Request> request, io::Loop& loop, TransferUser& user)
    : request_(std::move(request)),
      loop_(loop),
      user_(user),
      began_(loop.now()),
      since_(began_),
      redirects_(request_->redirects) {
  await(never);
  observe_active(+1);
}

Transfer::~Transfer() {
  drop_call();
}

session::Protocols Transfer::protocols() const {
  return protocols_for(request_->version, request_->policy, request_->url.scheme == http::Scheme::https);
}

Result<Response, ClientError> Transfer::take_result() {
  if (error_) return weft::fail(std::move(*error_));
  return std::move(response_);
}

void Transfer::prioritize(http::Priority priority) {
  if (call_ != nullptr) call_->prioritize(priority);
}

void Transfer::cancel() {
  if (done_) return loop_.later(*this);
  fail(close_of(Reason::cancelled));
}

void Transfer::wait_in(TransferQueue& queue) {
  queue_ = &queue;
  stage_ = Stage::connect;
  enter(Progress::Phase::queue);
  await(loop_.now() + request_->queue_limit);
}

// --- what is sent ----------------------------------------------------------------------------------------------------

http::RequestHead Transfer::head(http::Version version, bool has_body) {
  http::RequestHead head;
  head.method = request_->method;
  head.method_text = request_->method_text;
  head.scheme = http::to_string(request_->url.scheme);
  head.authority = request_->authority.empty() ? request_->url.authority : request_->authority;
  head.path = request_->url.target;
  for (const Field& field : request_->fields) head.fields.add_view(field);
  if (request_->opens_websocket && version == http::Version::http2) extend(head);
  add_fields(head);
  if (way_.proxy != nullptr) address_to_proxy(head);
  head.content_length = progress_.to_send;
  // RFC 9110 8.6: "a user agent normally sends Content-Length in a POST request even when the value is 0".
  if (!request_->content && expects_content(request_->method)) head.content_length = 0;
  if (has_body && request_->expect_continue) head.fields.add_view(http::FieldName::expect, "100-continue");
  // RFC 9112 7.1.2: over HTTP/1.1 trailers follow chunks alone.
  if (!request_->trailers.empty() && version != http::Version::http2) head.content_length.reset();
  return head;
}

// Null where there is nothing to send behind the head.
Result<std::unique_ptr<Outgoing>, Fault> Transfer::open_content() {
  progress_ = {};
  auto body = std::make_unique<Outgoing>(loop_, static_cast<OutgoingUser&>(*this));
  if (request_->content) {
    auto length = body->open(*request_->content);
    if (!length) return weft::fail(std::move(length.error()));
    progress_.to_send = *length;
  }
  const bool empty = !request_->content || progress_.to_send == 0u;
  if (!request_->trailers.empty()) {
    body->add_trailers(request_->trailers);
  } else if (empty) {
    return nullptr;
  }
  if (request_->expect_continue) body->wait_for_continue(request_->continue_limit);
  return body;
}

// Null without a body, and where the transfer has failed.
std::unique_ptr<Outgoing> Transfer::open_body() {
  if (!request_->content && request_->trailers.empty()) return nullptr;
  auto opened = open_content();
  if (opened) return std::move(*opened);
  fail(Stage::request, opened.error());
  return nullptr;
}

void Transfer::begin(session::client::Connection& connection, const Way& way) {
  way_ = way;
  std::unique_ptr<Outgoing> body = open_body();
  if (done_) return;
  Outgoing* const outgoing = body.get();
  const auto request_head = head(connection.facts().version, body != nullptr);
  const auto call = connection.begin(request_head, record_request(request_head, std::move(body)), *this);
  if (!call) {
    return fail(Stage::request, {http::Scope::message, http::Blame::user, 0, call.error()});
  }
  call_ = *call;
  outgoing_ = outgoing;
  connection_ = &connection;
  retries_.began(connection);
  response_.version = connection.facts().version;
  time_the_way_to(*connection.story());
  response_.connection = connection.story();
  response_.coalesced = way.look_up.has_value();
  response_.why = reason_for(connection.facts(), way.http11_required && protocols().http2);
  // TLS with a proxy is none with the origin.
  if (way.proxy != nullptr && response_.why == VersionReason::policy) response_.why = VersionReason::cleartext;
  if (way.negotiates && response_.why == VersionReason::policy && protocols().http2) {
    response_.why = VersionReason::negotiate;
  }
  response_.message = call_->id();
  progress_.connection = response_.connection->id;
  progress_.message = response_.message;
  observe_queue();
  begun();
}

void Transfer::begin(Answers& answers) {
  std::unique_ptr<Outgoing> body = open_body();
  if (done_) return;
  outgoing_ = body.get();
  // A function answers no CONNECT.
  const auto version = request_->opens_websocket ? http::Version::http11 : request_->version;
  auto request_head = head(version, body != nullptr);
  call_ = &answers.begin(*this, std::move(request_head), std::move(body), *this);
  response_.version = version;
  response_.why = VersionReason::answered;
  begun();
}

void Transfer::begun() {
  stage_ = Stage::head;
  await(loop_.now() + request_->head_limit);
  enter(outgoing_ != nullptr ? Progress::Phase::send : Progress::Phase::wait);
  call_->receive_body(*this);
}

// The server can answer when it has the request, so its time begins with the last octet.
void Transfer::on_sent(std::size_t octets) {
  if (stage_ == Stage::head) {
    response_.timing.send += loop_.now() - std::exchange(since_, loop_.now());
    await(loop_.now() + request_->head_limit);
  }
  progress_.sent += octets;
  const bool is_all = stage_ == Stage::head && progress_.sent == progress_.to_send;
  enter(is_all ? Progress::Phase::wait : progress_.phase);
}

// A turn may bring many small pieces: the caller hears of them once.
void Transfer::moved() {
  if (request_->on_progress && !done_) loop_.at_turn_end(*this);
}

void Transfer::enter(Progress::Phase phase) {
  progress_.phase = phase;
  moved();
}

void Transfer::on_turn_end() {
  request_->on_progress(progress_);
}

// --- what comes ------------------------------------------------------------------------------------------------------

void Transfer::on_interim(const http::ResponseHead& head) {
  if (head.status == http::Status::continue_ && outgoing_ != nullptr) outgoing_->go_on();
  if (request_->on_interim) request_->on_interim(head);
}

void Transfer::on_promise(const session::client::Promise& promise) {
  queue_->promised(*this, *connection_, promise);
}

void Transfer::on_response(const http::ResponseHead& head) {
  if (way_.proxy != nullptr && http::code(head.status) == 407) {
    return fail(Stage::proxy, close_of(Reason::proxy_authentication_required));
  }
  if (head.status == http::Status::misdirected_request && send_elsewhere()) return;
  if (!http::is_safe(request_->method)) queue_->changed(*this, head);
  if (outgoing_ != nullptr) outgoing_->stay();
  response_.status = head.status;
  seen_ = {.status = head.status, .version = response_.version};
  response_.fields.append(head.fields);
  response_.url = request_->url.text();
  response_.url += request_->url.fragment;
  keep_cookies();
  progress_.to_receive = head.content_length;
  stage_ = Stage::body;
  response_.timing.wait = loop_.now() - std::exchange(since_, loop_.now());
  enter(Progress::Phase::receive);
  take_waits();
  leads_on_ = redirects_.leads_on(head.status, response_.fields) || may_answer_challenge();
  if (negotiates() && !next_leg_ && !has_proof_of_server()) return;
  if (!leads_on_ && asks_for_codings() && !begin_decoding(head)) return;
  record_head();
  if (leads_on_) return await(loop_.now() + request_->body_limit);
  if (request_->octets_per_second != 0) {
    rate_ = std::make_unique<ReceiveRate>(loop_, request_->octets_per_second, [this] { let_flow(); });
  }
  if (request_->pause) pause_ = std::make_unique<PlannedPause>(loop_, *request_->pause, [this] { let_flow(); });
  if (!request_->to_file.empty() && !open_file()) return;
  if (!is_streamed()) return await(loop_.now() + request_->body_limit);
  call_->pause();
  await(never);
  user_.on_head(*this);
}

void Transfer::on_body_end(const http::Fields* trailers) {
  if (trailers != nullptr) response_.trailers.append(*trailers);
  whole_ = true;
  take_waits();
  response_.timing.receive = loop_.now() - since_;
  response_.timing.total = loop_.now() - began_;
  check_whole();
  if (file_ && !done_) finish_file();
  // The body of a request that leads elsewhere is not wanted here.
  if (leads_on_ || call_ == nullptr || call_->ended()) succeed();
}

void Transfer::on_ended(const http::Close& close) {
  if (close.clean() && whole_) return succeed();
  if (close.clean()) {
    // A WebSocket whose server has ended first waits for its own end, which nobody will send.
    if (outgoing_ != nullptr) outgoing_->drop();
    return;
  }
  if (outgoing_ != nullptr && outgoing_->fault() != nullptr) return fail(Stage::send, *outgoing_->fault());
  const Retries::End end = end_of(close);
  if (retries_.is_calm(end)) queue_->calm_down();
  const Retry retry = can_be_replayed() ? retries_.after(end) : Retry::no;
  if (retry == Retry::no) return fail(close);
  if (retry == Retry::over_http11) queue_->http11_required();
  // A token is good for one time.
  forget_negotiation();
  begin_anew();
  queue_->send_again(*this);
}

void Transfer::on_deadline(Time now) {
  const bool total = request_->total_limit > Duration::zero() && now >= began_ + request_->total_limit;
  if (!total && now < limit_) return;
  const std::string waiting = stage_ == Stage::connect ? queue_->why_waiting() : "";
  const Reason late = total ? Reason::total_timeout : Reason::queue_timeout;
  if (!waiting.empty()) return fail(stage_, close_of(late), waiting);
  if (total || stage_ == Stage::connect) return fail(close_of(late));
  if (stage_ == Stage::authenticate) return fail(close_of(Reason::negotiate_timeout));
  if (stage_ == Stage::body) return fail(close_of(why_it_stands_still()));
  if (connection_ != nullptr) connection_->suspect();
  fail(close_of(Reason::head_timeout));
}

// The peer has no part in it where our own windows are closed.
Reason Transfer::why_it_stands_still() const {
  const bool is_our_doing = call_ != nullptr && connection_ != nullptr && connection_->is_out_of_window();
  return is_our_doing ? Reason::window_budget_used_up : Reason::body_timeout;
}

// --- the end ---------------------------------------------------------------------------------------------------------

Retries::End Transfer::end_of(const http::Close& close) const {
  return {.close = close,
          .connection = call_ != nullptr ? connection_ : nullptr,
          .before_head = stage_ == Stage::head,
          .has_left = call_ != nullptr && call_->has_left(),
          .idempotent = http::is_idempotent(request_->method),
          .allows_http11 = protocols().http1};
}

bool Transfer::can_be_replayed() const {
  return request_->content == nullptr || request_->content->opens_again();
}

void Transfer::succeed() {
  if (done_) return;
  if (leads_on_) return lead_on();
  finish();
}

void Transfer::fail(const http::Close& close) {
  const bool only_once = !can_be_replayed() && retries_.was_not_processed(end_of(close));
  fail(stage_, close, only_once ? "its body can be sent only once" : "");
}

void Transfer::fail(Stage stage, const Fault& fault) {
  fail(stage, close_of(fault.reason), fault.detail);
}

void Transfer::fail(Stage stage, const http::Close& close, std::string detail) {
  if (done_) return;
  const Retries::End end = end_of(close);
  error_ = ClientError{.stage = stage,
                       .close = retries_.is_calm(end) ? session::client::calm_close() : close,
                       .attempts = retries_.attempts(),
                       // A request that was redirected was processed by somebody.
                       .safe_to_retry = !redirects_.followed() && retries_.is_safe(end),
                       .detail = std::move(detail)};
  finish();
}

void Transfer::finish() {
  done_ = true;
  // The last of it is told before the end.
  if (turn_end_hook.linked()) {
    turn_end_hook.unlink();
    on_turn_end();
  }
  loop_.deadlines().disarm(*this);
  hook.unlink();
  drop_call();
  negotiation_.reset();
  if (way_.negotiates) queue_->let_go(*this);
  observe_end();
  loop_.later(*this);
}

void Transfer::drop_call() {
  if (outgoing_ != nullptr) std::exchange(outgoing_, nullptr)->leave();
  if (call_ != nullptr) std::exchange(call_, nullptr)->finish();
}

void Transfer::await(Time limit) {
  limit_ = limit;
  const Time total = request_->total_limit > Duration::zero() ? began_ + request_->total_limit : never;
  loop_.deadlines().arm(*this, std::min(limit, total));
}

}  // namespace weft::client
