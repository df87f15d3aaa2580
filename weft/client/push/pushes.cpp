#include <weft/client/push/pushes.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace weft::client {

void check_push_limits(const PushLimits& limits) {
  // RFC 9113 6.9.1: "A sender MUST NOT allow a flow-control window to exceed 2^31-1 octets."
  if (limits.window > 0x7fff'ffffu) throw std::invalid_argument("PushLimits::window: expected at most 2^31-1");
}

namespace {

// RFC 9113 8.3.1: the control data of a request, as one URL.
std::optional<http::Url> url_of(const http::RequestHead& head) {
  auto url = http::parse_url(fmt::format("{}://{}{}", head.scheme, head.authority, head.path));
  if (!url || url->user_info) return std::nullopt;
  return std::move(*url);
}

std::shared_ptr<Pushed> pushed_for(const Transfer& parent, const session::client::Connection& connection,
                                   const session::client::Promise& promise, http::Url url) {
  const http::RequestHead& head = *promise.request;
  auto pushed = std::make_shared<Pushed>();
  pushed->method = head.method;
  pushed->url = std::move(url);
  pushed->fields.append(head.fields);
  pushed->credentials = credentials_of(parent.request());
  pushed->parent = parent.request().url;
  Response& response = pushed->response;
  response.url = pushed->url.text();
  response.version = connection.facts().version;
  response.why = reason_for(connection.facts(), false);
  response.connection = connection.story();
  response.reused = true;
  response.message = promise.id;
  response.pushed = true;
  return pushed;
}

PushedRequest request_of(const Pushed& pushed) {
  return {pushed.method, pushed.url, pushed.fields, pushed.parent};
}

// RFC 9111 4: it may answer requests that come later. One without a lifetime of its own answers one.
bool is_worth_keeping(const Pushed& pushed, Time now) {
  if (!pushed.caching.may_be_reused) return false;
  return pushed.caching.lifetime ? pushed.is_fresh(now) : !pushed.used;
}

}  // namespace

Pushes::Pushes(io::Loop& loop, const ClientOptions& options, session::client::Connections& connections)
    : loop_(loop), options_(options), connections_(connections) {
  limit(options.push_limits);
}

void Pushes::limit(const PushLimits& limits) {
  limits_ = limits;
  store_.shrink_to(limits_.octets - std::min(limits_.octets, held_));
  connections_.allow_pushes(limits.streams, limits.window);
}

void Pushes::close() {
  closing_ = true;
  while (!incoming_.empty()) incoming_.front().give_up();
}

// --- requests --------------------------------------------------------------------------------------------------------

bool Pushes::serve(Transfer& transfer) {
  if (incoming_.empty() && store_.empty()) return false;
  if (!may_take_pushed(transfer.request())) return false;
  const std::string key = key_of(transfer.request().method, transfer.request().url);
  return join(transfer, key) || serve_stored(transfer, key);
}

// RFC 9113 8.4.2: "the client SHOULD NOT issue any requests for the promised response until after the promised stream
// has closed."
bool Pushes::join(Transfer& transfer, const std::string& key) {
  const auto place = std::find_if(incoming_.begin(), incoming_.end(), [&](const IncomingPush& push) {
    return push.key() == key && !push.outdated() && push.pushed()->credentials == credentials_of(transfer.request());
  });
  if (place == incoming_.end()) return false;
  place->join(transfer);
  const std::uint32_t usual = options_.connection.h2.stream_window;
  if (limits_.window < usual) place->widen(usual);
  return true;
}

bool Pushes::serve_stored(Transfer& transfer, const std::string& key) {
  const auto pushed = store_.find(key, loop_.now());
  if (!pushed || pushed->credentials != credentials_of(transfer.request())) return false;
  if (!has_the_same_fields(*pushed, transfer.fields_to_send())) return false;
  store_.use(key);
  transfer.begin(*this, pushed);
  return true;
}

// A response that is just coming has no age.
session::client::Call& Pushes::replay(const std::shared_ptr<Pushed>& pushed, session::client::CallUser& user) {
  const bool was_kept = loop_.now() != pushed->received;
  const auto age = was_kept ? std::optional(pushed->age(loop_.now())) : std::nullopt;
  Replay& replay = replays_.emplace_back(loop_, static_cast<ReplayOwner&>(*this), pushed, age, user);
  pushed->used = true;
  return replay.call();
}

void Pushes::played(Replay& replay) {
  replays_.remove_if([&](const Replay& each) { return &each == &replay; });
}

// --- promises --------------------------------------------------------------------------------------------------------

// RFC 9113 10.1: this client knows a server as authoritative for the origin that it has asked it for, and no other.
void Pushes::promised(const Transfer& parent, session::client::Connection& connection,
                      const session::client::Promise& promise) {
  auto url = url_of(*promise.request);
  if (!url || !http::same_origin(*url, parent.request().url)) return connection.reject(promise);
  if (closing_) return;
  auto pushed = pushed_for(parent, connection, promise, std::move(*url));
  if (is_there(*pushed)) return;
  if (options_.push(request_of(*pushed)) == PushDecision::accept) accept(std::move(pushed), connection, promise);
}

// The same response is here, or comes already.
bool Pushes::is_there(const Pushed& promised) {
  const std::string key = key_of(promised.method, promised.url);
  const auto is_the_same = [&](const IncomingPush& push) {
    return push.key() == key && !push.outdated() && push.pushed()->credentials == promised.credentials;
  };
  if (std::any_of(incoming_.begin(), incoming_.end(), is_the_same)) return true;
  const auto stored = store_.find(key, loop_.now());
  return stored && stored->credentials == promised.credentials && has_the_same_fields(*stored, promised.fields);
}

void Pushes::accept(std::shared_ptr<Pushed> pushed, session::client::Connection& connection,
                    const session::client::Promise& promise) {
  const IncomingPush::Limits limits{options_.head_limit, options_.body_limit, limits_.octets / 4};
  incoming_.emplace_back(std::move(pushed), loop_, limits, static_cast<IncomingPushUser&>(*this));
  incoming_.back().begin(connection, promise);
}

bool Pushes::may_hold(std::size_t octets) {
  if (held_ + octets > limits_.octets) return false;
  held_ += octets;
  store_.shrink_to(limits_.octets - held_);
  return true;
}

// RFC 9113 8.4: "Pushed responses are considered successfully validated on the origin server (e.g., if the "no-cache"
// cache response directive is present; see Section 5.2.2.4 of [CACHING]) while the stream identified by the promised
// stream identifier is still open." So requests that have waited get it, whatever it says about caches.
void Pushes::arrived(IncomingPush& push) {
  const auto pushed = push.pushed();
  put_away(push);
  if (options_.on_pushed) options_.on_pushed(request_of(*pushed), &pushed->response);
  while (!push.waiting().empty()) {
    Transfer& transfer = push.waiting().pop_front();
    if (has_the_same_fields(*pushed, transfer.fields_to_send())) {
      transfer.begin(*this, pushed);
    } else {
      transfer.send_by_itself();
    }
  }
  if (!is_worth_keeping(*pushed, loop_.now()) || push.outdated() || closing_) return;
  store_.add(pushed);
  store_.shrink_to(limits_.octets - std::min(limits_.octets, held_));
}

void Pushes::lost(IncomingPush& push) {
  put_away(push);
  if (options_.on_pushed) options_.on_pushed(request_of(*push.pushed()), nullptr);
  while (!push.waiting().empty()) push.waiting().pop_front().send_by_itself();
}

void Pushes::put_away(IncomingPush& push) {
  held_ -= push.held();
  const auto place =
      std::find_if(incoming_.begin(), incoming_.end(), [&](const IncomingPush& each) { return &each == &push; });
  over_.splice(over_.end(), incoming_, place);
  loop_.later(*this);
}

// --- what becomes wrong ----------------------------------------------------------------------------------------------

// RFC 9111 4.4: "A cache MUST invalidate the target URI (Section 7.1 of [HTTP]) when it receives a non-error status
// code in response to an unsafe request method". "In particular, the URI(s) in the Location and Content-Location
// response header fields (if present) are candidates for invalidation", but not those of another origin.
void Pushes::changed(const Transfer& transfer, const http::ResponseHead& head) {
  if (http::code(head.status) >= 400) return;
  const http::Url& target = transfer.request().url;
  forget(target);
  for (const auto name : {http::FieldName::location, http::FieldName::content_location}) {
    const auto reference = head.fields.find(name);
    if (!reference) continue;
    const auto url = http::resolve(target, *reference);
    if (url && http::same_origin(*url, target)) forget(*url);
  }
}

void Pushes::forget(const http::Url& url) {
  for (const auto method : {http::Method::get, http::Method::head}) {
    const std::string key = key_of(method, url);
    store_.remove(key);
    for (IncomingPush& push : incoming_) {
      if (push.key() == key) push.outdate();
    }
  }
}

}  // namespace weft::client
