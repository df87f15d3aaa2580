#include <weft/h2/priorities.hpp>

#include <algorithm>

namespace weft::h2 {

namespace {

// The cause that keeps this body from being sent, beside those that stop all streams.
std::optional<http::Wait> obstacle_of(const Stream& stream) {
  if (!stream.outgoing.is_ready) return http::Wait::application;
  if (!stream.outgoing.window.open()) return http::Wait::stream_window;
  if (stream.outgoing.waits_for_rate) return http::Wait::rate_limit;
  return std::nullopt;
}

// RFC 9218 10: "In the absence of origin signals, applying default parameter values could be suboptimal." A page goes
// before what belongs to it, though the numbers of pushed streams are lower.
Priority behind(Priority parent) {
  const int urgency = std::min(parent.urgency + 1, urgency_levels - 1);
  return {static_cast<std::uint8_t>(urgency), false};
}

}  // namespace

void Priorities::update(Stream& stream, const LedgerClock& clock) {
  if (stream.outgoing.body == nullptr) return;
  if (const auto obstacle = obstacle_of(stream)) {
    schedule_.remove(stream);
    stream.ledger.wait_for(*obstacle, clock);
  } else if (!stream.scheduled()) {
    schedule_.insert(stream);
    stream.ledger.wait_for_turn(clock);
  }
}

void Priorities::opened(Stream& stream, const http::RequestHead& head,
                        const std::optional<frame::Dependency>& dependency, Streams& streams, Time now) {
  schedule_.opened(stream);
  if (const auto priority = head.fields.find(http::FieldName::priority)) {
    schedule_.use_urgencies();
    stream.client_priority = http::parse_priority_field(*priority).value_or(http::PriorityField()).or_default();
  }
  // RFC 9218 7: "the most recently received PRIORITY_UPDATE frame can be considered as the most up-to-date information
  // that overrides any other signal."
  if (early_.size() != 0) stream.client_priority = early_.take(stream.id).value_or(stream.client_priority);
  reprioritize(stream);
  if (dependency) depend(stream.id, from_wire(*dependency), streams, now);
}

// RFC 9218 10: "A server can apply priority signals provided in an origin response"; until there is one, the promised
// request speaks.
void Priorities::promised(Stream& stream, const Stream& parent, const http::RequestHead& request) {
  schedule_.opened(stream, parent.id);
  if (const auto priority = request.fields.find(http::FieldName::priority)) {
    stream.client_priority = http::parse_priority_field(*priority).value_or(http::PriorityField()).or_default();
  } else {
    stream.client_priority = behind(parent.priority);
  }
  reprioritize(stream);
}

void Priorities::set_client_priority(Stream& stream, Priority priority) {
  stream.client_priority = priority;
  reprioritize(stream);
}

void Priorities::set_server_priority(Stream& stream, http::PriorityField priority) {
  stream.server_priority = priority;
  reprioritize(stream);
}

// RFC 9218 8: the server's priority overrides the client's.
void Priorities::reprioritize(Stream& stream) {
  schedule_.reprioritize(stream, stream.server_priority.over(stream.client_priority));
  if (const auto urgency = stream.server_priority.urgency) schedule_.weigh(stream, weight_of(*urgency));
}

// RFC 9218 7.1: "The number of streams that have been prioritized but remain in the "idle" state plus the number of
// active streams […] MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS parameter. Servers that receive
// such a PRIORITY_UPDATE MUST respond with a connection error of type PROTOCOL_ERROR."
std::optional<Reason> Priorities::prioritize_early(frame::StreamId stream, Priority priority, const Streams& streams,
                                                   std::size_t limit) {
  early_.set(stream, priority);
  const bool is_too_many = early_.size() + streams.open_requests() > limit;
  return is_too_many ? std::optional(Reason::priority_update_limit) : std::nullopt;
}

void Priorities::depend(frame::StreamId id, Dependency dependency, Streams& streams, Time now) {
  const Stream* stream = streams.find(id);
  if (stream != nullptr && stream->dependency_is_ours) return;
  if (stream != nullptr && stream->server_priority.urgency) {
    dependency.weight = weight_of(*stream->server_priority.urgency);
  }
  place(id, dependency, streams, now);
}

void Priorities::place(frame::StreamId id, const Dependency& dependency, Streams& streams, Time now) {
  if (!schedule_.takes_dependencies()) return;
  plant_tree(streams);
  // RFC 7540 5.3.4: "If it has retained enough state to do so, an endpoint receiving a PRIORITY frame that changes the
  // priority of a closed stream SHOULD alter the dependencies of the streams that depend on it."
  const bool is_idle = streams.state_of(id, now) == StreamState::idle;
  using enum TreeScheduler::Unknown;
  schedule_.depend(id, dependency, is_idle ? anchor : ignore);
}

// RFC 7540 5.3.1: "A stream cannot depend on itself."
bool Priorities::is_valid(frame::StreamId stream, const Dependency& dependency) {
  return dependency.weight >= least_weight && dependency.weight <= greatest_weight && dependency.parent != stream;
}

// The first signal of RFC 7540 has come. All streams that are open take the default place.
void Priorities::plant_tree(Streams& streams) {
  if (schedule_.has_tree()) return;
  schedule_.use_tree();
  streams.for_each([this](Stream& stream) {
    if (is_closed(stream.state)) return;
    schedule_.opened(stream);
    reprioritize(stream);
  });
}

}  // namespace weft::h2
