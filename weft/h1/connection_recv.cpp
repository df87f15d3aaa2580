#include <algorithm>

#include <weft/h1/connection.hpp>
#include <weft/h1/head_reader.hpp>
#include <weft/h1/request_line.hpp>

namespace weft::h1 {

namespace {

// RFC 9112 2.2: "a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line
// (CRLF) received prior to the request-line". Old user agents sent such an empty line after a body.
constexpr std::size_t most_empty_lines = 4;

}  // namespace

void Connection::receive(Octets octets, Time now) {
  tick(now);
  if (std::holds_alternative<Stopped>(reading_)) return;
  keep_rest();
  if (input_.empty()) {
    borrowed_ = octets;
  } else {
    input_.append(octets);
  }
}

void Connection::receive_end(Time now) {
  tick(now);
  input_ended_ = true;
  response_moved_ = now;
}

std::optional<Event> Connection::poll_event() {
  Slot event;
  const auto read_on = [this, &event](auto& state) { return read(state, event); };
  while (std::visit(read_on, reading_) == Step::again) {
  }
  if (event) return event;
  keep_rest();
  event = poll_end();
  now_is_old_ = !event;
  return event;
}

bool Connection::wants_input() const {
  if (close_ || input_ended_) return false;
  if (std::holds_alternative<Complete>(reading_)) return waiting().empty();
  return deliverable() != 0;
}

Connection::Step Connection::read(AwaitHead& state, Slot& event) {
  const bool expected = role_ == Role::server || under_way();
  const Octets text = waiting();
  if (text.empty()) return read_nothing(under_way() ? Reason::response_missing : Reason::peer_closed);
  if (state.scanner.in_first_line() && text[0] == '\r') {
    if (text.size() == 1) return read_nothing(expected ? Reason::head_incomplete : Reason::peer_closed);
    if (text[1] == '\n') return skip_empty_line(state);
  }
  // RFC 9112 9.2: "If a client receives data on a connection that doesn't have outstanding requests, the client MUST
  // NOT consider that data to be a valid response; the client SHOULD close the connection, since message delimitation
  // is now ambiguous, unless the data consists only of one or more CRLF"
  if (!expected) {
    refuse(Reason::unexpected_octets);
    return Step::wait;
  }
  if (!state.since) state.since = now_;
  if (awaited_ != Awaited::head) await(Awaited::head);
  const auto size = state.scanner.scan(text, options_.limits.head_octets);
  if (size && *size) return read_head(**size, event);
  if (const auto fault = fault_of_part(text, state.scanner, size)) {
    refuse(*fault);
    return Step::wait;
  }
  return read_nothing(Reason::head_incomplete);
}

// The reason why a head can be refused before its end has come, if there is one.
std::optional<Reason> Connection::fault_of_part(Octets text, const HeadScanner& scanner,
                                                const HeadScanner::Found& size) {
  const auto beginning = role_ == Role::server ? fault_of_beginning(as_text(text)) : std::nullopt;
  if (beginning || size) return beginning;
  const bool long_line = size.error() == Reason::head_too_large && scanner.in_first_line();
  if (!long_line || role_ == Role::client) return size.error();
  const bool has_target = as_text(text).find(' ') != std::string_view::npos;
  return has_target ? Reason::target_too_long : Reason::request_line_not_valid;
}

Connection::Step Connection::skip_empty_line(AwaitHead& state) {
  drop(2);
  if (++state.empty_lines <= most_empty_lines) return Step::again;
  refuse(Reason::empty_lines);
  return Step::wait;
}

Connection::Step Connection::read(LengthBody& state, Slot& event) {
  const Octets octets = waiting();
  if (octets.empty()) return read_nothing(Reason::body_incomplete);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>({octets.size(), state.left, deliverable()}));
  if (size == 0) return Step::wait;
  state.left -= size;
  const http::End end{state.left == 0};
  return deliver(octets.first(size), end, event);
}

Connection::Step Connection::read(ChunkedBody& state, Slot& event) {
  const Octets octets = waiting();
  if (octets.empty()) return read_nothing(Reason::body_incomplete);
  if (deliverable() == 0) return Step::wait;
  const auto step = state.reader.step(octets, deliverable());
  if (!step) {
    refuse(step.error());
    return Step::wait;
  }
  const auto [used, data, last] = *step;
  if (last) reading_ = Trailers{};
  if (data.empty()) {
    drop(used);
    return Step::again;
  }
  drop(used - data.size());
  return deliver(data, http::End::no, event);
}

Connection::Step Connection::read(Trailers& state, Slot& event) {
  const auto size = state.scanner.scan(waiting(), options_.limits.head_octets);
  if (!size) {
    refuse(size.error());
    return Step::wait;
  }
  if (!*size) return read_nothing(Reason::body_incomplete);
  trailers_.clear();
  const std::span<char> text(trailers_.arena().allocate(**size), **size);
  std::ranges::copy(as_text(waiting().first(**size)), text.begin());
  if (const auto read = read_trailer_section(text, options_.limits, trailers_); !read) {
    refuse(read.error());
    return Step::wait;
  }
  drop(**size);
  if (draining() || trailers_.empty()) return deliver({}, http::End::yes, event);
  event = http::TrailersReceived{exchange_.id, &trailers_};
  end_body();
  return Step::wait;
}

Connection::Step Connection::read(OpenBody&, Slot& event) {
  const Octets octets = waiting();
  if (octets.empty()) return input_ended_ ? deliver({}, http::End::yes, event) : Step::wait;
  const std::size_t size = std::min(octets.size(), deliverable());
  return size == 0 ? Step::wait : deliver(octets.first(size), http::End::no, event);
}

Connection::Step Connection::read(Complete&, Slot&) {
  return Step::wait;
}

Connection::Step Connection::read(Stopped&, Slot&) {
  return Step::wait;
}

// No octets are left to read, which is fine until the peer has closed.
Connection::Step Connection::read_nothing(Reason at_end) {
  if (input_ended_) refuse(at_end);
  return Step::wait;
}

// The end of a body is reported with its last octets, or after them where only the framing shows the end.
Connection::Step Connection::deliver(Octets octets, http::End end, Slot& event) {
  const MessageId message = exchange_.id;
  const bool unwanted = draining();
  drop(octets.size());
  body_octets_ += octets.size();
  last_body_octet_ = now_;
  exchange_.awaits_continue = false;
  if (unwanted && exchange_.drained > most_drained) {
    finish(close_of(Reason::request_unread));
    return Step::wait;
  }
  if (!unwanted) {
    exchange_.unconsumed += octets.size();
    if (gates_ != nullptr) gates_->receiving.passed(octets.size(), now_);
    event = http::DataReceived{message, octets, end};
  }
  if (end == http::End::yes) end_body();
  return unwanted ? Step::again : Step::wait;
}

// The peer owes nothing more: what is late now is the application.
void Connection::end_body() {
  reading_ = Complete{};
  await(Awaited::nothing);
  settle();
}

// How many octets of a body may be given to the application now.
std::size_t Connection::deliverable() const {
  const std::size_t limit = options_.limits.buffered_input;
  if (draining()) return limit;
  const std::size_t room = limit - std::min(limit, exchange_.unconsumed);
  return gates_ == nullptr || room == 0 ? room : gates_->receiving.let(room, now_);
}

void Connection::drop(std::size_t octets) {
  if (under_way()) exchange_.traffic.received += octets;
  if (draining()) exchange_.drained += octets;
  if (input_.empty()) {
    borrowed_ = borrowed_.subspan(octets);
  } else {
    input_.consume(octets);
  }
}

// The octets that receive() was given are not valid after the call, so the rest is copied.
void Connection::keep_rest() {
  input_.append(borrowed_);
  borrowed_ = {};
}

void Connection::consume(MessageId message, std::size_t octets) {
  if (!is_current(message)) return;
  const bool held_back = deliverable() == 0;
  exchange_.unconsumed -= std::min(octets, exchange_.unconsumed);
  // The peer does not answer for the time that the application took, so its time begins anew.
  if (held_back && awaited_ == Awaited::body) await(Awaited::body);
}

}  // namespace weft::h1
