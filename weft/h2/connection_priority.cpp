// What client, server and both applications say about the order of responses: RFC 9218 and, as long as nobody speaks
// it, RFC 7540 5.3.
#include <weft/h2/connection.hpp>

namespace weft::h2 {

// A stream opens.
void Connection::prioritize_request(Stream& stream, const http::RequestHead& head,
                                    const std::optional<frame::Dependency>& dependency) {
  schedule_.opened(stream);
  if (const auto priority = head.fields.find(http::FieldName::priority)) {
    schedule_.use_urgencies();
    stream.client_priority = parse_priority_field(*priority).value_or(PriorityField()).or_default();
  }
  // RFC 9218 7: "the most recently received PRIORITY_UPDATE frame can be considered as the most up-to-date information
  // that overrides any other signal."
  if (early_priorities_.size() != 0) {
    stream.client_priority = early_priorities_.take(stream.id).value_or(stream.client_priority);
  }
  reprioritize(stream);
  if (dependency) depend(stream.id, from_wire(*dependency));
}

// RFC 9218 8: what the server says goes over what the client says.
void Connection::reprioritize(Stream& stream) {
  schedule_.reprioritize(stream, stream.server_priority.over(stream.client_priority));
  if (const auto urgency = stream.server_priority.urgency) schedule_.weigh(stream, weight_of(*urgency));
}

// RFC 9113 6.3: "Sending or receiving a PRIORITY frame does not affect the state of any stream".
void Connection::on(const frame::Priority& frame) {
  if (!guard_.priority() && !charge_glitch()) return;
  if (is_server()) depend(frame.stream, from_wire(frame.dependency));
}

// The client's word, save for what the server's application has said over it.
void Connection::depend(frame::StreamId id, Dependency dependency) {
  const Stream* stream = streams_.find(id);
  if (stream != nullptr && stream->dependency_is_ours) return;
  if (stream != nullptr && stream->server_priority.urgency) {
    dependency.weight = weight_of(*stream->server_priority.urgency);
  }
  place(id, dependency);
}

void Connection::place(frame::StreamId id, const Dependency& dependency) {
  if (!schedule_.takes_dependencies()) return;
  plant_tree();
  // RFC 7540 5.3.4: "If it has retained enough state to do so, an endpoint receiving a PRIORITY frame that changes the
  // priority of a closed stream SHOULD alter the dependencies of the streams that depend on it."
  const bool is_idle = streams_.state_of(id, now_) == StreamState::idle;
  using enum TreeScheduler::Unknown;
  schedule_.depend(id, dependency, is_idle ? anchor : ignore);
}

// The first word of RFC 7540. All streams that were opened without one take the default place.
void Connection::plant_tree() {
  if (schedule_.has_tree()) return;
  schedule_.use_tree();
  streams_.for_each([this](Stream& stream) {
    if (is_closed(stream.state)) return;
    schedule_.opened(stream);
    reprioritize(stream);
  });
}

void Connection::on(const frame::PriorityUpdate& frame) {
  // RFC 9218 7.1: "Servers MUST NOT send PRIORITY_UPDATE frames. If a client receives a PRIORITY_UPDATE frame, it MUST
  // respond with a connection error of type PROTOCOL_ERROR."
  if (!is_server()) return fail(Reason::priority_update_from_server);
  if (!guard_.priority() && !charge_glitch()) return;
  const bool is_idle = streams_.state_of(frame.prioritized, now_) == StreamState::idle;
  // RFC 9218 7.1: "Servers that receive a PRIORITY_UPDATE for a push stream in the "idle" state MUST respond with a
  // connection error of type PROTOCOL_ERROR."
  if (is_idle && !frame::is_client_initiated(frame.prioritized)) return fail(Reason::priority_update_of_idle_push);
  schedule_.use_urgencies();
  const auto field = parse_priority_field(frame.value);
  // RFC 9218 7: "Failure to parse the Priority Field Value MAY be treated as a connection error." It costs a little.
  if (!field) {
    charge_glitch();
    return;
  }
  if (is_idle) return prioritize_early(frame.prioritized, field->or_default());
  // RFC 9218 7.1: "Servers can discard frames where the prioritized stream ID refers to a stream in the "half-closed
  // (local)" or "closed" state".
  Stream* stream = streams_.find(frame.prioritized);
  if (stream == nullptr) return;
  stream->client_priority = field->or_default();
  reprioritize(*stream);
}

// RFC 9218 7.1: "The number of streams that have been prioritized but remain in the "idle" state plus the number of
// active streams […] MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS parameter. Servers that receive
// such a PRIORITY_UPDATE MUST respond with a connection error of type PROTOCOL_ERROR."
void Connection::prioritize_early(frame::StreamId stream, Priority priority) {
  if (ending_.is_beyond(stream)) return;
  early_priorities_.set(stream, priority);
  if (early_priorities_.size() + streams_.open_requests() > options_.limits.streams)
    fail(Reason::priority_update_limit);
}

Result<void, Misuse> Connection::prioritize(MessageId message, Priority priority) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  if (priority.urgency >= urgency_levels) return weft::fail(Misuse::priority_not_valid);
  // The peer was faster: Closed says so, and that is no misuse.
  if (is_closed(stream->state)) return {};

  if (is_server()) {
    stream->server_priority = {priority.urgency, priority.incremental};
  } else {
    stream->client_priority = priority;
    schedule_.use_urgencies();
    if (may_receive(stream->state) && server_takes_updates()) {
      writer_.write(frame::PriorityUpdate{message, field_value(priority)}, stream);
    }
  }
  reprioritize(*stream);
  return {};
}

Result<void, Misuse> Connection::prioritize(MessageId message, const Dependency& dependency) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  if (const auto misuse = check(message, dependency)) return weft::fail(*misuse);
  if (is_closed(stream->state)) return {};

  if (!is_server() && server_takes_dependencies()) {
    writer_.write(frame::Priority{message, to_wire(dependency)}, stream);
  }
  stream->dependency_is_ours = is_server();
  place(message, dependency);
  return {};
}

std::optional<Misuse> Connection::check(frame::StreamId stream, const Dependency& dependency) const {
  const bool allowed = is_server() ? schedule_.takes_dependencies() : options_.dependencies;
  if (!allowed) return Misuse::no_dependencies;
  const bool valid = dependency.weight >= least_weight && dependency.weight <= greatest_weight;
  // RFC 7540 5.3.1: "A stream cannot depend on itself."
  if (!valid || dependency.parent == stream) return Misuse::priority_not_valid;
  return std::nullopt;
}

// RFC 9218 2.1.1: "Once the client receives the first SETTINGS frame that contains the SETTINGS_NO_RFC7540_PRIORITIES
// parameter with a value of 1, it SHOULD stop sending the HTTP/2 priority signals."
bool Connection::server_takes_dependencies() const {
  return peer_.no_rfc7540_priorities.value_or(0) == 0;
}

// RFC 9218 2.1.1: "Similarly, if the client receives SETTINGS_NO_RFC7540_PRIORITIES with a value of 0 or if the
// settings parameter was absent, it SHOULD stop sending PRIORITY_UPDATE frames (Section 7.1), since those frames are
// likely to be ignored."
bool Connection::server_takes_updates() const {
  return peer_.no_rfc7540_priorities.value_or(1) == 1;
}

}  // namespace weft::h2
