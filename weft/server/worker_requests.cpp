// From a request to its line in the log.
#include <weft/http/priority_field.hpp>
#include <weft/server/limits/rates_in_use.hpp>
#include <weft/server/push/push_diary.hpp>
#include <weft/server/worker.hpp>
#include <weft/websocket/handshake.hpp>

namespace weft::server {
namespace {

using http::Method;
using http::Status;

AccessRecord record_of(const session::Facts& facts) {
  AccessRecord record;
  record.client = record.peer = facts.peer->host;
  record.port = facts.local->port;
  record.version = http::to_string(facts.version);
  record.fallback = session::to_string(facts.fallback);
  record.connection_id = facts.id;
  if (facts.tls != nullptr) {
    record.tls_version = facts.tls->version;
    record.tls_cipher = facts.tls->cipher;
    if (const auto* client = facts.tls->certificate.get()) {
      record.client_subject = client->subject;
      record.client_fingerprint = client->fingerprint;
    }
  }
  return record;
}

// `forwarding` is null where no proxy is trusted.
void describe_request(const http::RequestHead& head, const Forwarding* forwarding, AccessRecord& record) {
  if (forwarding != nullptr) record.client = client_of(head.fields, record.peer, *forwarding);
  const auto question = head.path.find('?');
  record.method = head.method_text;
  record.stem = head.path.substr(0, question);
  if (question != head.path.npos) record.query = head.path.substr(question + 1);
  record.version = http::to_string(head.version);
  record.host = head.authority;
  record.user_agent = head.fields.find(http::FieldName::user_agent).value_or(std::string_view());
  record.referer = head.fields.find(http::FieldName::referer).value_or(std::string_view());
}

// RFC 9113 5.1.1: "Streams initiated by a client MUST use odd-numbered stream identifiers; those initiated by the
// server MUST use even-numbered stream identifiers." Clients leave none out.
std::uint32_t count_of(http::MessageId message, http::Version version) {
  return version == http::Version::http2 ? (message + 1) / 2 : message;
}

void describe_outcome(const session::server::Exchange& exchange, AccessRecord& record) {
  record.status = http::code(exchange.status());
  record.fallback = session::to_string(exchange.fallback());
  record.octets_sent = exchange.traffic().sent;
  record.octets_received = exchange.traffic().received;
  record.stream_id = exchange.id();
  record.requests = count_of(record.stream_id, exchange.facts().version);
  // A request that was pushed came from nobody.
  if (exchange.facts().version == http::Version::http2 && !exchange.pushed()) record.compressed = &exchange.request();
  record.pushed = exchange.pushed();
  record.reason = exchange.close().reason;
}

// RFC 9110 7.4: "a request for an "https" resource MUST be rejected unless it has been received over a connection that
// has been secured". "Unless the connection is from a trusted gateway": those speak HTTP/2, where each request has a
// scheme, and an origin-form over HTTP/1.1.
bool is_misdirected(const http::RequestHead& request, const session::Facts& facts) {
  return facts.version != http::Version::http2 && request.scheme == "https" && !facts.secure();
}

// RFC 9110 15.5.20: "The 421 (Misdirected Request) status code indicates that the request was directed at a server that
// is unable or unwilling to produce an authoritative response for the target URI." The host wants another certificate
// of its clients than the handshake has asked for, and it is too late to ask. RFC 9113 9.2.3: "HTTP/2 servers MUST NOT
// send post-handshake TLS 1.3 CertificateRequest messages."
bool wants_other_handshake(const session::server::Exchange& exchange, const Site& site) {
  const auto* tls = exchange.facts().tls;
  if (tls == nullptr) return site.needs_client;
  if (!tls->asks_by_host) return false;
  HostText text;
  return !exchange.is_meant_for(host_of(exchange.request().authority, text));
}

}  // namespace

void Worker::on_request(session::server::Exchange& exchange) {
  surroundings_.clock.update(loop_.now());
  Context& context = contexts_.take();
  context.begin(exchange, surroundings_);
  dispatch(context);
  // Most often nobody needs it any more, and the next request finds it in the cache of the core. Its handler may have
  // finished: the exchange is there all the same, until on_done() has returned. The log needs what only its
  // context knows, and the limits that it was held against hear when it is over.
  if (context.is_held() || context.state_.slots != 0 || is_told(context)) {
    exchange.attachment = &context;
    context.state_.sites = surroundings_.sites;
  } else {
    contexts_.give_back(context);
  }
}

void Worker::dispatch(Context& context) {
  const http::RequestHead& request = context.request();
  const Site& site = surroundings_.sites->sites->find(request.authority);
  const auto& router = site.endpoints.empty() ? site.router : site.router_at(context.link().endpoint);
  context.state_.site = &site;
  context.request_body_.limit(site.request_body);
  if (pressure_ != Pressure::none && !context.pushed()) return turn_away(context);
  if (site.arrivals != nullptr && !admit(context, site)) return;
  if (request.content_length > site.request_body) {
    return refuse(context, Status::content_too_large, Reason::request_body_too_large);
  }
  if (site.rates != nullptr)
    context.exchange().limit(site.rates->plan(std::string(context.client_address()), loop_.now()));
  const auto method = request.method;
  // RFC 9110 9.1: "An origin server that receives a request method that is unrecognized or not implemented SHOULD
  // respond with the 501 (Not Implemented) status code." No route can have it, whatever the path.
  if (method == Method::other) return answer(context, Status::not_implemented);
  if (is_misdirected(request, context.link())) return answer(context, Status::misdirected_request);
  const bool is_elsewhere = wants_other_handshake(context.exchange(), site);
  // RFC 9110 9.3.6: a CONNECT without a path asks for a tunnel to an authority, where nothing at all is allowed.
  if (method == Method::connect && request.path.empty() && !is_elsewhere) {
    return answer_allowed(context, Status::method_not_allowed, {});
  }
  // RFC 9110 9.3.7: "An OPTIONS request with an asterisk ("*") as the request target (Section 7.1) applies to the
  // server in general rather than to a specific resource."
  if (request.path == "*" && !is_elsewhere) return answer_allowed(context, Status::no_content, router.methods());
  const bool has_path = context.locate();
  // Behind the path, which middleware that leads to https looks at.
  if (is_elsewhere) return answer(context, Status::misdirected_request);
  if (!has_path) return answer(context, Status::bad_request);

  // RFC 6455 4.1: over HTTP/1.1 a WebSocket begins as a GET.
  if (router.has_websockets() && method == Method::get && websocket::asks_for_websocket(request)) {
    const auto match = router.match(Method::connect, context.state_.path, context.parameters_);
    if (match.allowed.contains(Method::connect)) return context.run(*match.handler);
  }
  const auto match = router.match(method, context.state_.path, context.parameters_);
  if (match.handler != nullptr) return context.run(*match.handler);
  if (match.allowed.empty()) return answer(context, Status::not_found);
  if (method == Method::options) return answer_allowed(context, Status::no_content, match.allowed);
  // RFC 9110 15.5.22: "The server MUST send an Upgrade header field in a 426 response to indicate the required
  // protocol(s)".
  if (method == Method::get && match.allowed.contains(Method::connect) && context.version() != http::Version::http2) {
    context.response_.fields.set(http::FieldName::upgrade, "websocket");
    return answer(context, static_cast<Status>(426));
  }
  answer_allowed(context, Status::method_not_allowed, match.allowed);
}

void Worker::answer(Context& context, Status status) {
  context.response_.status = status;
  const Handler* const chain =
      context.state_.site->own_answer_at(context.link().endpoint, context.state_.path, context.parameters_);
  if (chain != nullptr) return context.run(*chain);
  if (status != Status::no_content) context.error(status);
  context.finish();
}

// RFC 9110 15.5.6: "The origin server MUST generate an Allow header field in a 405 response containing a list of the
// target resource's currently supported methods."
void Worker::answer_allowed(Context& context, Status status, MethodSet allowed) {
  context.set(http::FieldName::allow, allowed.to_string());
  answer(context, status);
}

void Worker::on_done(session::server::Exchange& exchange) {
  if (exchange.pushed()) note_end_of_push(surroundings_.notes, exchange);
  if (recorder_) record(exchange);
  if (metrics_ != nullptr) measure(exchange);
  if (exchange.attachment == nullptr) return;
  Context& context = *static_cast<Context*>(exchange.attachment);
  if (context.state_.slots != 0) leave_slots(context, exchange);
  contexts_.give_back(context);
}

void Worker::describe_context(const Context& context, AccessRecord& record) {
  record.user = context.state_.user;
  if (context.state_.push_rung) record.push_rung = to_string(*context.state_.push_rung);
  if (context.state_.refused) record.reason = to_string(*context.state_.refused);
}

http::SidedWaits Worker::waits_of(const session::server::Exchange& exchange) {
  http::SidedWaits waits{.times = exchange.waits()};
  if (waits.times[http::Wait::priority] > Duration::zero()) waits.is_placed_by_server = exchange.is_placed_by_server();
  if (exchange.attachment != nullptr) {
    waits.for_request = static_cast<const Context*>(exchange.attachment)->request_body_.awaited();
  }
  if (waits.is_for_socket()) waits.is_held_by_client = exchange.is_held_by_client();
  return waits;
}

// Apart from on_done(), which would save registers for it even where there is no log.
[[gnu::noinline]] void Worker::record(const session::server::Exchange& exchange) {
  const auto* const context = static_cast<const Context*>(exchange.attachment);
  const Site& site =
      context != nullptr ? *context->state_.site : surroundings_.sites->sites->find(exchange.request().authority);
  if (site.logs.empty()) return;
  auto record = record_of(exchange.facts());
  record.received = surroundings_.clock.second_of(exchange.started());
  record.taken = loop_.now() - exchange.started();
  describe_request(exchange.request(), surroundings_.forwarding, record);
  describe_outcome(exchange, record);
  if (context != nullptr) describe_context(*context, record);
  http::SidedWaits waits;
  if (recorder_.show_waits(site.logs) && exchange.facts().version == http::Version::http2) {
    waits = waits_of(exchange);
    record.waits = &waits;
  }
  http::SectionOctets sections;
  if (recorder_.show_streams(site.logs) && exchange.facts().version == http::Version::http2) {
    sections = exchange.section_octets();
    record.sections = &sections;
    record.priority = http::priority_field_value(exchange.priority());
  }
  recorder_.record(site.logs, record);
}

[[gnu::noinline]] void Worker::measure(const session::server::Exchange& exchange) {
  metrics_->count_request({.version = exchange.request().version,
                           .status = http::code(exchange.status()),
                           .traffic = exchange.traffic(),
                           .taken = loop_.now() - exchange.started(),
                           .responded_after = exchange.responded_after(),
                           .waits = waits_of(exchange),
                           .pushed = exchange.pushed(),
                           .reason = exchange.close().reason});
}

// The engine answered or reset a message by itself: its head never became a request.
void Worker::on_rejected(const session::Facts& facts, const http::Rejected& rejected) {
  if (metrics_ != nullptr) {
    metrics_->count_request({.version = facts.version,
                             .status = rejected.status,
                             .traffic = rejected.request->traffic,
                             .taken = loop_.now() - rejected.request->began,
                             .reason = rejected.close.reason});
  }
  if (!recorder_) return;
  surroundings_.clock.update(loop_.now());
  auto record = record_of(facts);
  const http::RejectedRequest& request = *rejected.request;
  record.received = surroundings_.clock.second_of(request.began);
  record.taken = loop_.now() - request.began;
  if (request.head != nullptr) describe_request(*request.head, surroundings_.forwarding, record);
  record.status = rejected.status;
  record.octets_sent = request.traffic.sent;
  record.octets_received = request.traffic.received;
  record.stream_id = rejected.message;
  record.requests = count_of(rejected.message, facts.version);
  record.reason = rejected.close.reason;
  recorder_.record(surroundings_.sites->sites->find(record.host).logs, record);
}

void Worker::on_connection_open(const session::Facts& facts) {
  if (metrics_ != nullptr) metrics_->count_opened(facts);
  // An answer that the engine gives before a request comes has a date as well.
  surroundings_.clock.update(loop_.now());
}

void Worker::on_connection_closed(const session::Facts& facts, const http::Close& close) {
  if (metrics_ != nullptr) metrics_->count_closed(facts, close.reason);
  surroundings_.notes.forget(facts.id);
  --open_;
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace weft::server
