// The work of a transfer beyond one exchange.
#include <array>
#include <chrono>
#include <utility>

#include <weft/client/policy/credentials.hpp>
#include <weft/client/push/pushes.hpp>
#include <weft/client/reason.hpp>
#include <weft/client/transfer.hpp>

namespace weft::client {

namespace {

using Stage = ClientError::Stage;

// A redirect's body is for nobody: to read more than this costs more than to give the stream up.
constexpr std::size_t most_skipped = 64 * 1024;

// The second is for a nonce that has become too old.
constexpr unsigned most_challenges = 2;

// Cookies end at a time of day.
http::Date today() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

// Cookies, codings and credentials that the request has by itself go instead.
void Transfer::add_fields(http::RequestHead& head) {
  const bool own_cookies = request_->fields.find(http::FieldName::cookie).has_value();
  cookies_ = request_->cookies && !own_cookies ? request_->cookies->field_for(request_->url, today()) : std::string();
  if (!cookies_.empty()) head.fields.add_view(http::FieldName::cookie, cookies_);
  if (const Netrc::User* user = user_of_netrc()) {
    head.fields.add(http::FieldName::authorization, basic_credentials(user->name, user->password),
                    http::Sensitive::yes);
  }
  if (asks_for_codings()) head.fields.add_view(http::FieldName::accept_encoding, ContentDecoder::accept_encoding);
}

// Wherever redirects lead: another host has another user.
const Netrc::User* Transfer::user_of_netrc() const {
  const bool has_own =
      request_->digest || request_->negotiate != nullptr || request_->fields.find(http::FieldName::authorization);
  return request_->netrc == nullptr || has_own ? nullptr : request_->netrc->find(request_->url.host);
}

// RFC 9112 3.2.2: "a client MUST send the target URI in "absolute-form" as the request-target." The proxy puts the
// authority of the target in the place of Host, so that a Host of the caller's own would not arrive.
void Transfer::address_to_proxy(http::RequestHead& head) const {
  const Proxy& proxy = *way_.proxy;
  head.path = head.fields.arena().store(request_->url.text());
  head.authority = request_->url.authority;
  if (proxy.user.empty()) return;
  head.fields.remove(http::FieldName::proxy_authorization);
  head.fields.add(http::FieldName::proxy_authorization, basic_credentials(proxy.user, proxy.password),
                  http::Sensitive::yes);
}

void Transfer::keep_cookies() {
  if (request_->cookies) request_->cookies->set_all(request_->url, response_.fields, today());
}

// --- a pushed response -----------------------------------------------------------------------------------------------

http::Fields Transfer::fields_to_send() {
  http::RequestHead head;
  for (const Field& field : request_->fields) head.fields.add_view(field);
  add_fields(head);
  return std::move(head.fields);
}

void Transfer::begin(Pushes& pushes, const std::shared_ptr<Pushed>& pushed) {
  const Response& response = pushed->response;
  response_.version = response.version;
  response_.why = response.why;
  response_.connection = response.connection;
  response_.reused = true;
  response_.message = response.message;
  response_.pushed = true;
  response_.timing.earlier = since_ - began_;
  progress_ = {.connection = response.connection->id, .message = response.message};
  way_ = {};
  connection_ = nullptr;
  // Nothing is pushed where a recording answers.
  if (request_->recorder != nullptr) record_request(head(response.version, false), nullptr);
  call_ = &pushes.replay(pushed, *this);
  begun();
}

// --- codings ---------------------------------------------------------------------------------------------------------

// A part of what is coded cannot be decoded.
bool Transfer::asks_for_codings() const {
  return request_->decode && !request_->fields.find(http::FieldName::accept_encoding) &&
         !request_->fields.find(http::FieldName::range);
}

bool Transfer::begin_decoding(const http::ResponseHead& head) {
  if (!ContentDecoder::may_decode(request_->method, head.status)) return true;
  auto decoder = ContentDecoder::of(response_.fields);
  if (!decoder) {
    fail_decoding(decoder.error());
    return false;
  }
  decoder_ = std::move(*decoder);
  if (decoder_) {
    response_.fields.remove(http::FieldName::content_encoding);
    response_.fields.remove(http::FieldName::content_length);
  }
  return true;
}

std::size_t Transfer::decode(Octets octets) {
  Octets rest = octets;
  std::array<std::uint8_t, 16 * 1024> room;
  std::size_t given = room.size();
  while (given == room.size() && (!is_streamed() || response_.body.size() < most_piece)) {
    const auto outcome = decoder_->decode(rest, room);
    if (!outcome) {
      fail_decoding(outcome.error());
      return octets.size();
    }
    given = *outcome;
    const Octets decoded = Octets(room).first(given);
    if (is_streamed()) {
      response_.body += as_text(decoded);
      record(decoded);
    } else {
      deliver(decoded);
      if (done_) return octets.size();
    }
  }
  if (whole_) check_whole();
  if (is_streamed()) loop_.later(*this);
  return octets.size() - rest.size();
}

void Transfer::check_whole() {
  if (has_more_to_give()) return;
  if (decoder_ && !decoder_->whole()) return fail_decoding(Reason::coding_cut_off);
  record_end();
}

void Transfer::fail_decoding(Reason reason) {
  decoder_.reset();
  if (!done_) return fail(Stage::decode, close_of(reason));
  // The call is over, and its reader is not.
  error_ = ClientError{.stage = Stage::decode, .close = close_of(reason), .attempts = retries_.attempts()};
}

// --- another request is to follow ------------------------------------------------------------------------------------

void Transfer::skip(std::size_t octets) {
  skipped_ += octets;
  if (skipped_ > most_skipped) return lead_on();
  await(loop_.now() + request_->body_limit);
}

void Transfer::lead_on() {
  record_end();
  if (done_) return;
  if (next_leg_) return negotiate();
  challenge_ ? answer_challenge() : redirect();
  if (done_) return;
  retries_ = {};
  send_anew();
}

void Transfer::send_anew() {
  misdirected_ = false;
  redirected_ = true;
  loop_.later(*this);
}

bool Transfer::may_answer_challenge() {
  if (response_.status != http::Status::unauthorized || !can_be_replayed()) return false;
  return may_negotiate() || may_answer_digest();
}

// RFC 9110 15.5.2: "If the request included authentication credentials, then the 401 response indicates that
// authorization has been refused for those credentials." RFC 7616 3.3: unless they were stale.
bool Transfer::may_answer_digest() {
  if (!request_->digest || challenges_ == most_challenges) return false;
  challenge_ = find_digest(response_.fields);
  if (challenges_ > 0 && challenge_ && !challenge_->stale) challenge_.reset();
  return challenge_.has_value();
}

void Transfer::redirect() {
  response_.timing.receive = loop_.now() - since_;
  response_.timing.total = loop_.now() - began_;
  response_.wire_octets = skipped_;
  Response response = std::exchange(response_, {});
  // The call that ends may still read the request's body.
  begin_anew();
  // The other URL may be that of another server.
  observe_active(-1);
  auto followed = redirects_.follow(response.status, response.fields, *request_, cookies_);
  observe_active(+1);
  if (!followed) return fail(Stage::redirect, close_of(followed.error().reason), std::move(followed.error().detail));
  // A digest is for one URL.
  if (challenges_ > 0) request_->fields.remove(http::FieldName::authorization);
  challenges_ = 0;
  forget_negotiation();
  way_ = {};
  if (request_->on_redirect) request_->on_redirect({std::move(response), request_->method, request_->url.text()});
}

void Transfer::answer_challenge() {
  const DigestChallenge challenge = *std::exchange(challenge_, std::nullopt);
  begin_anew();
  ++challenges_;
  request_->fields.remove(http::FieldName::authorization);
  request_->fields.add(
      http::FieldName::authorization,
      digest_credentials(challenge, *request_->digest, request_->method_text, request_->url.target, io::random_hex(16)),
      http::Sensitive::yes);
}

void Transfer::begin_anew() {
  drop_call();
  response_ = {};
  whole_ = false;
  leads_on_ = false;
  next_leg_ = false;
  skipped_ = 0;
  seen_.reset();
  recorded_.reset();
  decoder_.reset();
  rate_.reset();
  pause_.reset();
  progress_ = {};
  stage_ = Stage::connect;
  since_ = loop_.now();
  await(never);
}

// RFC 9110 15.5.20: "A client that receives a 421 (Misdirected Request) response MAY retry the request, whether or not
// the request method is idempotent, over a different connection". One that was made for the origin itself is enough
// where this one was not.
bool Transfer::send_elsewhere() {
  const bool is_of_another_origin = connection_ != nullptr && queue_->misdirected(*connection_);
  if (!can_be_replayed() || std::exchange(misdirected_, true)) return false;
  begin_anew();
  is_of_another_origin ? queue_->send_again(*this) : queue_->send_alone(*this);
  return true;
}

}  // namespace weft::client
