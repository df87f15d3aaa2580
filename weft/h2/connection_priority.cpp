// RFC 9113 6.3, RFC 9218: the signals of both sides about the order of responses; priorities.hpp has their meaning.
#include <weft/h2/connection.hpp>

namespace weft::h2 {

// RFC 9113 6.3: "Sending or receiving a PRIORITY frame does not affect the state of any stream".
void Connection::on(const frame::Priority& frame) {
  if (!guard_.priority() && !charge_glitch()) return;
  if (is_server()) priorities_.depend(frame.stream, from_wire(frame.dependency), streams_, clock_.now());
}

void Connection::on(const frame::PriorityUpdate& frame) {
  // RFC 9218 7.1: "Servers MUST NOT send PRIORITY_UPDATE frames. If a client receives a PRIORITY_UPDATE frame, it MUST
  // respond with a connection error of type PROTOCOL_ERROR."
  if (!is_server()) return fail(Reason::priority_update_from_server);
  if (!guard_.priority() && !charge_glitch()) return;
  const bool is_idle = streams_.state_of(frame.prioritized, clock_.now()) == StreamState::idle;
  // RFC 9218 7.1: "Servers that receive a PRIORITY_UPDATE for a push stream in the "idle" state MUST respond with a
  // connection error of type PROTOCOL_ERROR."
  if (is_idle && !frame::is_client_initiated(frame.prioritized)) return fail(Reason::priority_update_of_idle_push);
  priorities_.use_urgencies();
  const auto field = http::parse_priority_field(frame.value);
  // RFC 9218 7: "Failure to parse the Priority Field Value MAY be treated as a connection error." It costs a little.
  if (!field) {
    charge_glitch();
    return;
  }
  if (is_idle && ending_.is_beyond(frame.prioritized)) return;
  if (is_idle) {
    charge(priorities_.prioritize_early(frame.prioritized, field->or_default(), streams_, options_.limits.streams));
    return;
  }
  // RFC 9218 7.1: "Servers can discard frames where the prioritized stream ID refers to a stream in the "half-closed
  // (local)" or "closed" state".
  Stream* stream = streams_.find(frame.prioritized);
  if (stream != nullptr) priorities_.set_client_priority(*stream, field->or_default());
}

Result<void, Misuse> Connection::prioritize(MessageId message, Priority priority) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  if (priority.urgency >= urgency_levels) return weft::fail(Misuse::priority_not_valid);
  // The peer has closed the stream first: Closed reports that, and the call is no misuse.
  if (is_closed(stream->state)) return {};

  if (is_server()) {
    priorities_.set_server_priority(*stream, {priority.urgency, priority.incremental});
    return {};
  }
  priorities_.use_urgencies();
  if (may_receive(stream->state) && durable_.peer.takes_priority_updates()) {
    writer_.write(frame::PriorityUpdate{message, http::priority_field_value(priority)}, stream);
  }
  priorities_.set_client_priority(*stream, priority);
  return {};
}

Result<void, Misuse> Connection::prioritize(MessageId message, const Dependency& dependency) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  const bool allowed = is_server() ? priorities_.takes_dependencies() : options_.dependencies;
  if (!allowed) return weft::fail(Misuse::no_dependencies);
  if (!Priorities::is_valid(message, dependency)) return weft::fail(Misuse::priority_not_valid);
  if (is_closed(stream->state)) return {};

  if (!is_server() && durable_.peer.takes_dependencies()) {
    writer_.write(frame::Priority{message, to_wire(dependency)}, stream);
  }
  stream->dependency_is_ours = is_server();
  priorities_.place(message, dependency, streams_, clock_.now());
  return {};
}

}  // namespace weft::h2
