// The words for an observer of a transfer: where the time of its request went, and what is recorded.
#include <algorithm>
#include <chrono>
#include <utility>

#include <weft/client/reason.hpp>
#include <weft/client/transfer.hpp>

namespace weft::client {

namespace {

ClientAttributes attributes_of(const Request& request) {
  const std::string_view method = http::to_string(request.method);
  // OpenTelemetry: a method without a name there is "_OTHER", so that nobody makes a series for each text.
  return {.method = method.empty() ? "_OTHER" : method,
          .server_address = request.url.host,
          .server_port = request.url.port};
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void Transfer::observe_active(int change) const {
  if (request_->observer == nullptr) return;
  request_->observer->measured(ClientMetric::active_requests, change, attributes_of(*request_));
}

void Transfer::observe_queue() const {
  if (request_->observer == nullptr) return;
  ClientAttributes attributes = attributes_of(*request_);
  attributes.version = response_.version;
  request_->observer->measured(ClientMetric::request_time_in_queue, seconds(response_.timing.queue), attributes);
}

void Transfer::observe_end() const {
  if (request_->observer == nullptr) return;
  observe_active(-1);
  ClientAttributes attributes = attributes_of(*request_);
  if (seen_) {
    attributes.status = seen_->status;
    attributes.version = seen_->version;
    // OpenTelemetry: "If response status code was sent or received and status indicates an error", it is the type.
    if (http::code(seen_->status) >= 400) attributes.error_type = std::to_string(http::code(seen_->status));
  }
  if (error_) attributes.error_type = error_->reason().text();
  request_->observer->measured(ClientMetric::request_duration, seconds(loop_.now() - began_), attributes);
}

// A connection that was there, or whose making has begun for another request, has cost this one only the rest.
void Transfer::time_the_way_to(const ConnectionFacts& connection) {
  const Time begun = std::exchange(since_, loop_.now());
  response_.reused = connection.opened < begun;
  const auto part = [begun](Time from, Time to) { return std::max(to - std::max(from, begun), Duration::zero()); };
  Timing& timing = response_.timing;
  timing.earlier = begun - began_;
  // A connection of another origin serves from the end of this look-up on.
  const LookUp look_up = way_.look_up.value_or(LookUp{connection.begun, connection.resolved});
  timing.resolve = part(look_up.begun, look_up.resolved);
  timing.connect = part(std::max(connection.attempted, look_up.resolved), connection.connected);
  timing.tls = part(std::max(connection.connected, look_up.resolved), connection.opened);
  timing.queue = since_ - begun - timing.resolve - timing.connect - timing.tls;
}

// The time in the pool comes in front of those that the engine has counted.
void Transfer::take_waits() {
  if (call_ == nullptr) return;
  response_.timing.waits = call_->waits();
  response_.timing.waits[http::Wait::pool] = response_.timing.queue;
}

// --- what is recorded ------------------------------------------------------------------------------------------------

std::unique_ptr<session::Body> Transfer::record_request(const http::RequestHead& head,
                                                        std::unique_ptr<session::Body> body) {
  if (request_->recorder == nullptr) return body;
  recorded_ = std::make_unique<Recorded>(*request_->recorder, *request_, head);
  return recorded_->listen_to(std::move(body));
}

void Transfer::record_head() {
  if (recorded_) recorded_->head(response_.status, response_.fields);
}

void Transfer::record(Octets octets) {
  if (recorded_) recorded_->body(octets);
}

void Transfer::record_end() {
  if (!recorded_) return;
  const auto recorded = std::exchange(recorded_, nullptr);
  if (!recorded->end(response_.trailers)) {
    fail(stage_, Fault{Reason::file_not_written, request_->recorder->path()});
  }
}

}  // namespace weft::client
