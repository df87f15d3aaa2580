#include <algorithm>

#include <weft/h1/connection.hpp>
#include <weft/h1/head_writer.hpp>

namespace weft::h1 {

namespace {

using http::Method;
using http::Status;

// How an outgoing message is framed, and how its head declares that.
struct Plan {
  Framing::Body body = Framing::Body::none;
  std::uint64_t length = 0;
  Envelope envelope;
};

// RFC 9112 6.3: "A user agent that sends a request that contains a message body MUST send either a valid Content-Length
// header field or use the chunked transfer coding." A server does the same.
Plan plan_body(std::optional<std::uint64_t> length, bool peer_knows_chunked) {
  Plan plan;
  plan.envelope.content_length = length;
  if (length) {
    plan.body = Framing::Body::length;
    plan.length = *length;
  } else if (peer_knows_chunked) {
    plan.body = Framing::Body::chunked;
    plan.envelope.chunked = true;
  } else {
    // RFC 9112 6.1: "A server MUST NOT send a response containing Transfer-Encoding unless the corresponding request
    // indicates HTTP/1.1 (or later minor revisions)."
    plan.body = Framing::Body::until_close;
  }
  return plan;
}

Result<Plan, Misuse> plan_response(const http::ResponseHead& head, const http::BodySource* body, Method method,
                                   http::Version version) {
  const auto length = declared_length(head.fields, head.content_length);
  if (!length) return fail(length.error());
  Plan plan;
  // RFC 9110 8.6: "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
  // (Informational) or 204 (No Content)." and neither "in any 2xx (Successful) response to a CONNECT request".
  if (begins_tunnel(head.status, method)) {
    plan.body = Framing::Body::tunnel;
    return plan;
  }
  if (head.status == Status::no_content || http::is_interim(head.status)) return plan;
  if (ends_with_head(head.status, method)) {
    plan.envelope.content_length = *length;
    return plan;
  }
  if (body != nullptr) return plan_body(*length, version == http::Version::http11);
  if (length->value_or(0) != 0) return fail(Misuse::head_not_valid);
  plan.envelope.content_length = 0;
  return plan;
}

// RFC 9110 8.6: "A user agent SHOULD send Content-Length in a request when the method defines a meaning for enclosed
// content and it is not sending Transfer-Encoding."
bool defines_content(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch;
}

Result<Plan, Misuse> plan_request(const http::RequestHead& head, const http::BodySource* body, bool is_for_tunnel) {
  const auto length = declared_length(head.fields, head.content_length);
  if (!length) return fail(length.error());
  if (body != nullptr && !is_for_tunnel) return plan_body(*length, true);
  if (length->value_or(0) != 0) return fail(Misuse::head_not_valid);
  Plan plan;
  plan.envelope.content_length = *length;
  if (defines_content(head.method)) plan.envelope.content_length = 0;
  return plan;
}

}  // namespace

Result<void, Misuse> Connection::respond(MessageId message, const http::ResponseHead& head, http::BodySource* body) {
  if (const auto allowed = check_respond(message); !allowed) return allowed;
  if (http::is_interim(head.status) && !allows_switching(head)) return fail(Misuse::head_not_valid);
  auto plan = plan_response(head, body, exchange_.method, exchange_.version);
  if (!plan) return fail(plan.error());
  const bool tunnel = plan->body == Framing::Body::tunnel;
  if (tunnel && body == nullptr) return fail(Misuse::head_not_valid);
  const bool was_persistent = exchange_.persistent;
  exchange_.persistent = persists_after(plan->body);
  if (!tunnel) plan->envelope.persistence = persistence_to_tell();
  if (const auto written = append_response_head(output_, head, plan->envelope); !written) {
    exchange_.persistent = was_persistent;
    return written;
  }
  exchange_.awaits_continue = false;
  begin_sending(plan->body == Framing::Body::none ? nullptr : body, plan->body, plan->length);
  if (tunnel) begin_tunnel();
  return {};
}

Result<void, Misuse> Connection::respond_interim(MessageId message, const http::ResponseHead& head) {
  if (const auto allowed = check_respond(message); !allowed) return allowed;
  if (!http::is_interim(head.status) || head.status == Status::switching_protocols) {
    return fail(Misuse::head_not_valid);
  }
  // RFC 9110 15.2: "Since HTTP/1.0 did not define any 1xx status codes, a server MUST NOT send a 1xx response to an
  // HTTP/1.0 client."
  if (exchange_.version == http::Version::http10) return {};
  if (const auto written = append_response_head(output_, head, {}); !written) return written;
  if (head.status == Status::continue_ && exchange_.awaits_continue) {
    exchange_.awaits_continue = false;
    await(Awaited::body);
  }
  return {};
}

Result<MessageId, Misuse> Connection::open(const http::RequestHead& head, http::BodySource* body) {
  if (const auto misuse = obstacle()) return fail(*misuse);
  if (head.method == Method::connect && body == nullptr) return fail(Misuse::head_not_valid);
  const bool upgrade = head.fields.find(http::FieldName::upgrade).has_value();
  const bool is_for_tunnel = upgrade || head.method == Method::connect;
  auto plan = plan_request(head, body, is_for_tunnel);
  if (!plan) return fail(plan.error());
  if (const auto written = append_request_head(output_, head, plan->envelope); !written) return fail(written.error());
  begin_exchange(head.method, http::Version::http11);
  exchange_.upgrade = upgrade && body != nullptr;
  exchange_.tunnel_source = is_for_tunnel ? body : nullptr;
  reading_ = AwaitHead{};
  await(Awaited::nothing);
  begin_sending(is_for_tunnel ? nullptr : body, plan->body, plan->length);
  return exchange_.id;
}

void Connection::ready(MessageId message) {
  if (is_current(message)) body_.ready();
}

void Connection::produce(Buffer& out, std::size_t budget, Time now) {
  tick(now);
  const std::size_t before = out.size();
  out.append(output_.readable());
  output_.clear();
  if (exchange_.sending == Sending::body && body_.state() == BodyWriter::State::ready) write_body(out, budget);
  // After refuse() the exchange has ended, and refuse() has counted its answer.
  if (under_way()) exchange_.traffic.sent += out.size() - before;
  if (out.size() != before) response_moved_ = now_;
  if (body_.state() == BodyWriter::State::failed) return break_off(close_of(body_.fault()));
  if (exchange_.sending == Sending::head || body_.state() == BodyWriter::State::ended) {
    exchange_.sending = Sending::complete;
    body_.abandon();
    settle();
  }
  give_up_lost();
}

void Connection::write_body(Buffer& out, std::size_t budget) {
  if (gates_ == nullptr) return body_.write(out, budget);
  RateGate& gate = gates_->sending;
  const std::uint64_t rest = body_.rest();
  const std::size_t wanted = std::max<std::size_t>(budget, 1);
  const std::size_t allowed = gate.let(static_cast<std::size_t>(std::min<std::uint64_t>(rest, wanted)), now_, rest);
  if (allowed == 0) return;
  const std::size_t before = out.size();
  body_.write_at_most(out, allowed);
  gate.passed(std::min(out.size() - before, allowed), now_);
}

bool Connection::wants_to_produce() const {
  return !output_.empty() || (body_.state() == BodyWriter::State::ready && !is_held_by_rate());
}

RateGates& Connection::gates() {
  if (gates_ == nullptr) gates_ = std::make_unique<RateGates>();
  return *gates_;
}

void Connection::limit_sending(MessageId message, http::RateLimits::Buckets buckets) {
  if (is_current(message)) gates().sending.set(buckets);
}

void Connection::limit_receiving(MessageId message, http::RateLimits::Buckets buckets) {
  if (is_current(message)) gates().receiving.set(buckets);
}

Result<void, Misuse> Connection::check_respond(MessageId message) const {
  if (role_ == Role::client) return fail(Misuse::wrong_role);
  if (!is_current(message)) return fail(Misuse::unknown_message);
  if (close_ || exchange_.end) return fail(Misuse::connection_closing);
  if (exchange_.sending != Sending::nothing) return fail(Misuse::already_responded);
  return {};
}

// Why no request may be opened now.
std::optional<Misuse> Connection::obstacle() const {
  if (role_ == Role::server) return Misuse::wrong_role;
  if (close_ || shutting_down_ || input_ended_) return Misuse::connection_closing;
  if (exchange_.id != 0) return exchange_.persistent ? Misuse::busy : Misuse::connection_closing;
  // RFC 9112 6.3: "A client MUST NOT process, cache, or forward such extra data as a separate response"
  if (!waiting().empty()) return Misuse::connection_closing;
  return std::nullopt;
}

std::size_t Connection::room() const {
  return obstacle() ? 0 : 1;
}

// RFC 9110 7.8: "A server that sends a 101 (Switching Protocols) response MUST send an Upgrade header field", and not
// before the request is complete.
bool Connection::allows_switching(const http::ResponseHead& head) const {
  return head.status == Status::switching_protocols && exchange_.upgrade &&
         std::holds_alternative<Complete>(reading_) && head.fields.find(http::FieldName::upgrade).has_value();
}

// RFC 9112 9.3: "A server MUST read the entire request message body or close the connection after sending its response;
// otherwise, the remaining data on a persistent connection would be misinterpreted as the next request."
bool Connection::persists_after(Framing::Body framing) const {
  if (!exchange_.persistent || framing == Framing::Body::until_close || framing == Framing::Body::tunnel) return false;
  // Beyond the RFC: after a refused CONNECT the connection ends, because the client may already have sent octets of
  // somebody else that it meant for the tunnel.
  if (exchange_.method == Method::connect) return false;
  if (std::holds_alternative<Complete>(reading_)) return true;
  // Nobody knows whether the body still comes: RFC 9110 10.1.1 leaves that to the client.
  if (exchange_.awaits_continue) return false;
  const auto* body = std::get_if<LengthBody>(&reading_);
  return body == nullptr || body->left <= most_drained;
}

// RFC 9112 9.6: "The server SHOULD send a "close" connection option in its final response on that connection."
Envelope::Persistence Connection::persistence_to_tell() const {
  if (!exchange_.persistent) return Envelope::Persistence::close;
  return exchange_.version == http::Version::http10 ? Envelope::Persistence::keep_alive : Envelope::Persistence::silent;
}

void Connection::begin_sending(http::BodySource* body, Framing::Body framing, std::uint64_t length) {
  exchange_.sending = body == nullptr ? Sending::head : Sending::body;
  if (body != nullptr) body_.begin(*body, framing, length);
}

}  // namespace weft::h1
