#include <weft/client/transfer.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <weft/client/reason.hpp>
#include <weft/session/client/verdict.hpp>

namespace weft::client {

namespace {

using Stage = ClientError::Stage;

// What a redirect says beside its Location: more octets than these cost more than the rest of the connection's calls.
constexpr std::size_t most_skipped = 64 * 1024;
// Octets of a body that a reader gets at a time.
constexpr std::size_t most_piece = 256 * 1024;
// Octets of a coded body that are decoded at a time: they may become a hundred times as many.
constexpr std::size_t most_coded = 4 * 1024;

bool expects_content(http::Method method) {
  return method == http::Method::post || method == http::Method::put || method == http::Method::patch;
}

// Cookies end at a time of day.
http::Date today() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void copy_fields(const http::Fields& from, http::Fields& to) {
  for (const Field& field : from) to.add(field.name, field.value);
}

}  // namespace

// Gives out memory that the request owns: the call knows it no more when the transfer is destroyed.
class Transfer::MemoryBody final : public session::Body {
 public:
  explicit MemoryBody(Transfer& transfer) : transfer_(transfer), left_(*transfer.request_.body) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), left_.size());
    if (size > 0) std::memcpy(room.data(), left_.data(), size);
    left_.remove_prefix(size);
    transfer_.sent_some();
    return {size, left_.empty() ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  Transfer& transfer_;
  std::string_view left_;
};

Transfer::Transfer(Request request, io::Loop& loop, TransferUser& user)
    : request_(std::move(request)),
      loop_(loop),
      user_(user),
      began_(loop.now()),
      since_(began_),
      redirects_(request_.redirects) {
  await(never);
}

Transfer::~Transfer() {
  drop_call();
}

session::Protocols Transfer::protocols() const {
  return protocols_for(request_.version, request_.policy, request_.url.scheme == http::Scheme::https);
}

Result<Response, ClientError> Transfer::take_result() {
  if (error_) return weft::fail(std::move(*error_));
  return std::move(response_);
}

void Transfer::cancel() {
  if (done_) return loop_.later(*this);
  fail(close_of(Reason::cancelled));
}

void Transfer::wait_in(TransferQueue& queue) {
  queue_ = &queue;
  stage_ = Stage::connect;
}

http::RequestHead Transfer::head() const {
  http::RequestHead head;
  head.method = request_.method;
  head.method_text = request_.method_text;
  head.scheme = http::to_string(request_.url.scheme);
  head.authority = request_.authority.empty() ? request_.url.authority : request_.authority;
  head.path = request_.url.target;
  for (const Field& field : request_.fields) head.fields.add_view(field);
  if (!cookies_.empty()) head.fields.add(http::FieldName::cookie, cookies_);
  if (asks_for_codings()) head.fields.add(http::FieldName::accept_encoding, ContentDecoder::accept_encoding);
  if (request_.body) head.content_length = request_.body->size();
  // RFC 9110 8.6: "a user agent normally sends Content-Length in a POST request even when the value is 0".
  if (!request_.body && expects_content(request_.method)) head.content_length = 0;
  return head;
}

// Cookies that the request has by itself go instead.
void Transfer::find_cookies() {
  if (!request_.cookies) return;
  const bool own = request_.fields.find(http::FieldName::cookie).has_value();
  cookies_ = own ? std::string() : request_.cookies->field_for(request_.url, today());
}

void Transfer::begin(session::client::Connection& connection, bool http11_was_required) {
  auto body = request_.body && !request_.body->empty() ? std::make_unique<MemoryBody>(*this) : nullptr;
  find_cookies();
  const auto call = connection.begin(head(), std::move(body), *this);
  if (!call) {
    return fail(Stage::request, {http::Scope::message, http::Blame::user, 0, call.error()});
  }
  call_ = *call;
  connection_ = &connection;
  retries_.began(connection);
  response_.version = connection.facts().version;
  time_the_way_to(*connection.story());
  response_.connection = connection.story();
  response_.why = reason_for(connection.facts(), http11_was_required && protocols().http2);
  stage_ = Stage::head;
  await(loop_.now() + request_.head_limit);
  call_->receive_body(*this);
}

// A connection that was there, or whose making has begun for another request, has cost this one only the rest.
void Transfer::time_the_way_to(const ConnectionFacts& connection) {
  response_.reused = connection.opened < began_;
  const auto part = [this](Time from, Time to) { return std::max(to - std::max(from, began_), Duration::zero()); };
  Timing& timing = response_.timing;
  timing.resolve = part(connection.begun, connection.resolved);
  timing.connect = part(connection.resolved, connection.connected);
  timing.tls = part(connection.connected, connection.opened);
  since_ = loop_.now();
  timing.queue = since_ - began_ - timing.resolve - timing.connect - timing.tls;
}

// The server can answer when it has the request, so its time begins with the last octet.
void Transfer::sent_some() {
  if (stage_ != Stage::head) return;
  response_.timing.send += loop_.now() - std::exchange(since_, loop_.now());
  await(loop_.now() + request_.head_limit);
}

// --- what comes ------------------------------------------------------------------------------------------------------

void Transfer::on_response(const http::ResponseHead& head) {
  // RFC 9110 15.5.20: "A client that receives a 421 (Misdirected Request) response MAY retry the request, whether or
  // not the request method is idempotent, over a different connection".
  if (head.status == http::Status::misdirected_request && !std::exchange(misdirected_, true)) {
    start_over();
    return queue_->send_alone(*this);
  }
  response_.status = head.status;
  copy_fields(head.fields, response_.fields);
  if (request_.cookies) request_.cookies->set_all(request_.url, response_.fields, today());
  leads_on_ = redirects_.leads_on(head.status, response_.fields);
  response_.url = request_.url.text() + request_.url.fragment;
  if (!leads_on_ && asks_for_codings() && !begin_decoding(head)) return;
  stage_ = Stage::body;
  response_.timing.wait = loop_.now() - std::exchange(since_, loop_.now());
  if (!is_streamed() || leads_on_) return await(loop_.now() + request_.body_limit);
  call_->pause();
  await(never);
  user_.on_head(*this);
}

std::size_t Transfer::on_body(Octets octets) {
  if (leads_on_) {
    skip(octets.size());
    return octets.size();
  }
  return is_streamed() ? give(octets) : collect(octets);
}

std::size_t Transfer::collect(Octets octets) {
  await(loop_.now() + request_.body_limit);
  take(octets);
  return octets.size();
}

void Transfer::take(Octets octets) {
  response_.wire_octets += octets.size();
  decoder_ ? decode(octets) : append(octets);
}

void Transfer::append(Octets octets) {
  std::string& body = is_streamed() ? piece_.octets : response_.body;
  if (!is_streamed() && body.size() + octets.size() > request_.most_octets) {
    return fail(close_of(Reason::response_too_large));
  }
  body += as_text(octets);
}

// --- codings ---------------------------------------------------------------------------------------------------------

// A part of what is coded cannot be decoded.
bool Transfer::asks_for_codings() const {
  return request_.decode && !request_.fields.find(http::FieldName::accept_encoding) &&
         !request_.fields.find(http::FieldName::range);
}

bool Transfer::begin_decoding(const http::ResponseHead& head) {
  if (!ContentDecoder::may_decode(request_.method, head.status)) return true;
  auto decoder = ContentDecoder::of(response_.fields);
  if (!decoder) {
    fail(Stage::decode, close_of(decoder.error()));
    return false;
  }
  decoder_ = std::move(*decoder);
  if (decoder_) {
    response_.fields.remove(http::FieldName::content_encoding);
    response_.fields.remove(http::FieldName::content_length);
  }
  return true;
}

void Transfer::decode(Octets octets) {
  std::array<std::uint8_t, 16 * 1024> room;
  while (!done_) {
    const auto given = decoder_->decode(octets, room);
    if (!given) return fail(Stage::decode, close_of(given.error()));
    append(Octets(room).first(*given));
    if (*given < room.size()) return;
  }
}

void Transfer::skip(std::size_t octets) {
  skipped_ += octets;
  if (skipped_ > most_skipped) return redirect();
  await(loop_.now() + request_.body_limit);
}

void Transfer::on_body_end(const http::Fields* trailers) {
  if (decoder_ && !decoder_->whole()) return fail(Stage::decode, close_of(Reason::coding_cut_off));
  http::Fields& kept = is_streamed() ? piece_.trailers : response_.trailers;
  if (trailers != nullptr) copy_fields(*trailers, kept);
  whole_ = true;
  response_.timing.receive = loop_.now() - since_;
  response_.timing.total = loop_.now() - began_;
  if (call_ == nullptr || call_->ended()) succeed();
}

void Transfer::on_ended(const http::Close& close) {
  if (close.clean() && whole_) return succeed();
  if (close.clean()) return;
  const Retries::End end = end_of(close);
  if (retries_.is_calm(end)) queue_->calm_down();
  const Retry retry = retries_.after(end);
  if (retry == Retry::no) return fail(close);
  if (retry == Retry::over_http11) queue_->http11_required();
  start_over();
  queue_->send_again(*this);
}

void Transfer::start_over() {
  drop_call();
  response_ = {};
  whole_ = false;
  leads_on_ = false;
  skipped_ = 0;
  decoder_.reset();
  stage_ = Stage::connect;
  await(never);
}

// RFC 9110 15.4
void Transfer::redirect() {
  const http::Status status = response_.status;
  const http::Fields fields = std::move(response_.fields);
  // The call that ends may still read the request's body.
  start_over();
  auto followed = redirects_.follow(status, fields, request_, cookies_);
  if (!followed) {
    return fail(Stage::redirect, close_of(followed.error().reason), std::move(followed.error().detail));
  }
  retries_ = {};
  misdirected_ = false;
  redirected_ = true;
  loop_.later(*this);
}

void Transfer::on_deadline(Time now) {
  const bool total = request_.total_limit > Duration::zero() && now >= began_ + request_.total_limit;
  if (total) return fail(close_of(Reason::total_timeout));
  if (now < limit_) return;
  if (stage_ == Stage::body) return fail(close_of(Reason::body_timeout));
  connection_->suspect();
  fail(close_of(Reason::head_timeout));
}

// --- a response that is streamed -------------------------------------------------------------------------------------

void Transfer::read(PieceReader reader) {
  reader_ = std::move(reader);
  if (done_ || whole_) return loop_.later(*this);
  await(loop_.now() + request_.body_limit);
  call_->resume();
}

// What a turn brings is one piece. The rest stays where it is, and holds the window closed.
std::size_t Transfer::give(Octets octets) {
  const std::size_t room = most_piece - std::min(most_piece, piece_.octets.size());
  const Octets some = octets.first(std::min({octets.size(), room, decoder_ ? most_coded : room}));
  take(some);
  loop_.later(*this);
  return some.size();
}

void Transfer::on_later() {
  if (!done_ && std::exchange(redirected_, false)) return user_.on_redirected(*this);
  if (reader_ && (done_ || whole_ || !piece_.octets.empty())) answer_reader();
  if (done_) user_.on_done(*this);
}

// Octets that came before an error come before it here as well.
void Transfer::answer_reader() {
  const PieceReader reader = std::exchange(reader_, nullptr);
  if (error_ && piece_.octets.empty()) return reader(weft::fail(*error_));
  piece_.last = whole_;
  if (call_ != nullptr && !whole_) call_->pause();
  if (!done_) await(never);
  reader(std::exchange(piece_, {}));
}

// --- the end ---------------------------------------------------------------------------------------------------------

Retries::End Transfer::end_of(const http::Close& close) const {
  return {.close = close,
          .connection = call_ != nullptr ? connection_ : nullptr,
          .before_head = stage_ == Stage::head,
          .sent = call_ != nullptr ? call_->traffic().sent : 0,
          .idempotent = http::is_idempotent(request_.method),
          .allows_http11 = protocols().http1};
}

void Transfer::succeed() {
  if (done_) return;
  if (leads_on_) return redirect();
  finish();
}

void Transfer::fail(const http::Close& close) {
  fail(stage_, close);
}

void Transfer::fail(Stage stage, const http::Close& close, std::string detail) {
  if (done_) return;
  const Retries::End end = end_of(close);
  error_ = ClientError{.stage = stage,
                       .close = retries_.is_calm(end) ? session::client::calm_close() : close,
                       .attempts = retries_.attempts(),
                       // What has been redirected was processed by somebody.
                       .safe_to_retry = !redirects_.followed() && retries_.was_not_processed(end),
                       .detail = std::move(detail)};
  finish();
}

void Transfer::finish() {
  done_ = true;
  loop_.deadlines().disarm(*this);
  hook.unlink();
  drop_call();
  loop_.later(*this);
}

void Transfer::drop_call() {
  if (call_ != nullptr) std::exchange(call_, nullptr)->finish();
}

void Transfer::await(Time limit) {
  limit_ = limit;
  const Time total = request_.total_limit > Duration::zero() ? began_ + request_.total_limit : never;
  loop_.deadlines().arm(*this, std::min(limit, total));
}

}  // namespace weft::client
