#include <weft/server/context.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/http/text.hpp>
#include <weft/server/check_field.hpp>
#include <weft/server/compression/compressed_body.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/multipart_form.hpp>
#include <weft/server/push/push_ladder.hpp>
#include <weft/server/reason.hpp>
#include <weft/server/response_rules.hpp>
#include <weft/server/surroundings.hpp>

namespace weft {
namespace {

using http::FieldName;
using http::Status;

void add_literal(http::Fields& fields, FieldName name, std::string_view value) {
  fields.add_view({http::to_string(name), value, http::token(name), false, http::mark::sound});
}

}  // namespace

std::string_view Context::client_address() const {
  const std::string& host = peer().host;
  const Forwarding* const forwarding = state_.surroundings->forwarding;
  if (forwarding == nullptr) return host;
  return server::client_of(request().fields, host, *forwarding);
}

server::MultipartForm Context::multipart() {
  return multipart(http::MultipartLimits());
}

server::MultipartForm Context::multipart(const http::MultipartLimits& limits) {
  return {field(FieldName::content_type), body(), limits, exchange().loop(), blocking_threads()};
}

std::optional<std::string> Context::parameter_text(std::string_view name) const {
  const auto text = parameters().find(name);
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

// --- the response ----------------------------------------------------------------------------------------------------

Context& Context::status(Status status) {
  server::check_status(status);
  response().status = status;
  return *this;
}

Context& Context::set(FieldName name, std::string_view value) {
  response().fields.set(name, server::check_field(name, value), http::mark::sound);
  return *this;
}

Context& Context::set(std::string_view name, std::string_view value) {
  const auto checked = server::check_field(name, value);
  auto& fields = response().fields;
  fields.set(http::lower_case(name, fields.arena()), checked, http::mark::sound);
  return *this;
}

Context& Context::add(std::string_view name, std::string_view value) {
  const auto checked = server::check_field(name, value);
  auto& fields = response().fields;
  fields.add(http::lower_case(name, fields.arena()), checked, http::Sensitive::no, http::mark::sound);
  return *this;
}

Context& Context::set_cookie(std::string_view name, std::string_view value, const CookieOptions& options) {
  const auto text = server::set_cookie_text(name, value, options, secure());
  response().fields.add(FieldName::set_cookie, text, http::Sensitive::no, http::mark::sound);
  return *this;
}

Context& Context::clear_cookie(std::string_view name, CookieOptions options) {
  options.max_age = std::chrono::seconds(0);
  return set_cookie(name, {}, options);
}

// The first answer may be on its way out of text_.
void Context::bytes(std::string_view media_type, server::Payload payload) {
  if (responded()) return;
  set(FieldName::content_type, media_type);
  give(std::move(payload));
}

// `media_type` must live for ever and be known to be right.
void Context::literal(std::string_view media_type, server::Payload&& payload) {
  if (responded()) return;
  response_.fields.remove(FieldName::content_type);
  add_literal(response_.fields, FieldName::content_type, media_type);
  give(std::move(payload));
}

void Context::give(server::Payload&& payload) {
  response_.content_length = payload.text().size();
  if (compression() != nullptr && send_compressed(payload)) return;
  if (payload.is_owned()) {
    complete_head();
    return state_.exchange->respond(response_, std::move(payload).take());
  }
  text_ = payload.text();
  state_.held = true;
  send(as_octets(text_), nullptr);
}

void Context::file(std::string_view relative_path) {
  const auto decoded = path();
  const auto* mount = state_.site->mount_of(decoded);
  if (mount == nullptr) return error(Status::not_found);
  mount->files->serve(*this, relative_path);
}

void Context::redirect(std::string_view location, Status status) {
  set(FieldName::location, location);
  error(status);
}

server::ResponseStream Context::stream(std::string_view media_type) {
  if (!media_type.empty()) set(FieldName::content_type, media_type);
  // A body would have no reader: the handler need not go on.
  if (method() == http::Method::head || http::forbids_content(response_.status)) {
    send();
    stream_.cancel();
  } else if (!responded()) {
    state_.held = true;
    send(stream_.begin(*state_.exchange));
  }
  return server::ResponseStream(stream_);
}

server::ResponseStream Context::tunnel() {
  request_body_.reopen();
  state_.held = true;
  add_usual_fields();
  state_.exchange->respond(response_, stream_.begin(*state_.exchange));
  return server::ResponseStream(stream_);
}

server::ResponseStream Context::open_tunnel() {
  if (method() != http::Method::connect) throw std::logic_error("open_tunnel(): the request is no CONNECT");
  status(Status::ok);
  return tunnel();
}

server::Pushed Context::push(std::string_view path, const server::PushOptions& options) {
  if (options.priority && options.priority->urgency >= http::urgency_levels)
    throw std::invalid_argument("an urgency is 0 to 7");
  server::PushLadder ladder(*this);
  const auto pushed = ladder.push(path, options);
  ladder.send_hints();
  return pushed;
}

Context& Context::prioritize(http::Priority priority) {
  if (priority.urgency >= http::urgency_levels) throw std::invalid_argument("an urgency is 0 to 7");
  exchange().prioritize(priority);
  return *this;
}

const server::Compression* Context::compression() const {
  const server::Site& site = *state_.site;
  return (state_.compression == 0 ? site.compression : site.route_compressions[state_.compression - 1u]).get();
}

void server::compress_by(Context& context, std::uint8_t number) {
  context.state_.compression = number;
}

std::optional<server::FileCoding> Context::wanted_coding(std::optional<std::uint64_t> length) {
  const server::Compression* const compression = this->compression();
  if (compression == nullptr || state_.coding_is_settled || responded()) return std::nullopt;
  state_.coding_is_settled = true;
  const auto media_type = response_.fields.find(FieldName::content_type).value_or(std::string_view());
  if (!compression->fits(request(), response_, media_type, length)) return std::nullopt;
  server::add_vary_by_coding(response_);
  return compression->choose(request().fields);
}

template <class Own>
bool Context::send_compressed(Octets body, Own own) {
  const auto coding = wanted_coding(body.size());
  if (!coding) return false;
  if (body.size() <= server::most_compressed_at_once) {
    const auto octets = server::compressed(body, *coding);
    if (octets.empty()) return false;
    server::set_coding(response_, *coding);
    response_.content_length = octets.size();
    complete_head();
    state_.exchange->respond(response_, std::string(as_text(octets)));
    return true;
  }
  auto compressor = server::Compressor::make(*coding);
  if (!compressor) return false;
  server::set_coding(response_, *coding);
  complete_head();
  auto source = std::make_unique<server::OctetsBody<decltype(own())>>(body, own());
  state_.exchange->respond(response_,
                           std::make_unique<server::CompressedBody>(std::move(source), std::move(compressor)));
  return true;
}

bool Context::send_compressed(server::Payload& payload) {
  const auto text = payload.text();
  if (text.size() <= server::most_compressed_at_once) return send_compressed(as_octets(text), [] { return nullptr; });
  // Moved or copied here: what did not become smaller goes on from here as well.
  auto kept = std::make_shared<const std::string>(payload.is_owned() ? std::move(payload).take() : std::string(text));
  if (!send_compressed(as_octets(*kept), [&kept] { return kept; })) send(as_octets(*kept), kept);
  return true;
}

void Context::send() {
  // RFC 9110 8.6: the responses to HEAD, and 304, may tell the length of what they do not have.
  const bool has_none = method() == http::Method::head || http::forbids_content(response_.status);
  if (response_.content_length && !has_none) check_length(0);
  // RFC 9110 9.3.2: "The server SHOULD send the same header fields in response to a HEAD request as it would have sent
  // if the request method had been GET."
  if (method() == http::Method::head && !http::forbids_content(response_.status)) {
    if (const auto coding = wanted_coding(response_.content_length)) server::set_coding(response_, *coding);
  }
  complete_head();
  state_.exchange->respond(response_);
}

void Context::send(Octets body, std::shared_ptr<const void> owner) {
  check_length(body.size());
  if (compression() != nullptr && send_compressed(body, [&owner] { return owner; })) return;
  complete_head();
  state_.exchange->respond(response_, body, std::move(owner));
}

void Context::send(Octets body, LocalPtr<const LocallyShared> owner) {
  check_length(body.size());
  if (compression() != nullptr && send_compressed(body, [&owner] { return owner; })) return;
  complete_head();
  state_.exchange->respond(response_, body, std::move(owner));
}

void Context::send(std::unique_ptr<session::Body> body) {
  if (const auto coding = wanted_coding(response_.content_length)) {
    if (auto compressor = server::Compressor::make(*coding)) {
      server::set_coding(response_, *coding);
      body = std::make_unique<server::CompressedBody>(std::move(body), std::move(compressor));
    }
  }
  complete_head();
  state_.exchange->respond(response_, std::move(body));
}

std::shared_ptr<void>& Context::kept_for_connection(const void* key) {
  if (cancelled()) throw std::logic_error("the connection has gone: nothing can be kept for it");
  return state_.surroundings->notes.at(link().id, key);
}

http::Date Context::date() const {
  const auto time = now();
  state_.surroundings->clock.update(time);
  return state_.surroundings->clock.second();
}

// For a body whose octets are all here.
void Context::check_length(std::size_t octets) {
  auto& length = response_.content_length;
  if (!length) length = octets;
  if (*length == octets || responded()) return;
  throw std::invalid_argument(fmt::format("content_length says {} octets, and the body has {}", *length, octets));
}

// Adds the fields that every response has.
void Context::complete_head() {
  const auto* const rules = state_.site->push.get();
  if (rules != nullptr && !responded()) server::PushLadder(*this).complete_response(*rules);
  if (server::may_be_wrong(response_) && !responded()) server::check_head(response_);
  // RFC 9110 8.6: "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
  // (Informational) or 204 (No Content)."
  if (response_.status == Status::no_content) response_.content_length.reset();
  // RFC 9110 15.3.6: "a server MUST NOT generate content in a 205 response."
  if (response_.status == Status::reset_content) response_.content_length = 0;
  if (state_.site->response_rules) state_.site->response_rules->add_priority(state_.path, response_);
  add_usual_fields();
}

void Context::add_usual_fields() {
  auto& fields = response_.fields;
  const auto time = now();
  state_.surroundings->clock.update(time);
  // RFC 9110 6.6.1: "An origin server with a clock MUST generate a Date header field in all 2xx (Successful), 3xx
  // (Redirection), and 4xx (Client Error) responses"
  if (!fields.find(FieldName::date)) add_literal(fields, FieldName::date, state_.surroundings->clock.date());
  if (!fields.find(FieldName::server)) add_literal(fields, FieldName::server, "weft");
}

// --- its life --------------------------------------------------------------------------------------------------------

void Context::begin(session::server::Exchange& exchange, server::Surroundings& surroundings) {
  state_.exchange = &exchange;
  state_.surroundings = &surroundings;
  request_body_.begin(exchange);
}

bool Context::locate() {
  const auto path = http::decode_valid_path(http::split_valid_target(request().path).path, decoded_);
  state_.path = path.value_or(std::string_view());
  return path.has_value();
}

void Context::run(const server::Handler& handler) {
  hold();
  guard([&] { handler.run(*this); });
  release();
}

void Context::report(std::string_view problem) {
  state_.surroundings->diagnostics.report(fmt::format("{} {}: {}", request().method_text, request().path, problem));
}

void Context::finish() {
  if (!responded() && !cancelled()) {
    if (!is_refused()) answer_bare();
    if (!responded() && is_refused())
      report(fmt::format("the response cannot be sent: {}", state_.exchange->close().reason.text()));
  }
  stream_.leave();
  request_body_.leave();
  std::exchange(state_.exchange, nullptr)->finish();
}

// The engine has refused an answer, for what response() had let pass. An abort() of the handler's is no such thing.
bool Context::is_refused() const {
  return state_.exchange->close().reason != session::Reason::complete;
}

// Sends what the handler has set so far, and no body.
void Context::answer_bare() {
  const bool tells_another = method() == http::Method::head || response_.status == Status::not_modified;
  if (!response_.content_length && !tells_another) response_.content_length = 0;
  guard([this] { send(); });
}

void Context::reset() {
  constexpr std::size_t most_kept = 4096;
  later_hook.unlink();
  state_ = {};
  decoded_.clear();
  parameters_.clear();
  response_.clear();
  text_.clear();
  if (text_.capacity() > most_kept) text_ = {};
  request_body_.reset();
  stream_.reset();
  after_body_.clear();
  kept_.clear();
  further_cancellations_.clear();
}

}  // namespace weft
