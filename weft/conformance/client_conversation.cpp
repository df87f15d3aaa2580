#include <weft/conformance/client_conversation.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <weft/conformance/heard.hpp>
#include <weft/conformance/request_fault.hpp>

namespace weft::conformance {

namespace {

// The octets of a request that goes on: the declared ones, or any number.
std::size_t body_of(std::span<const Field> fields) {
  std::size_t size = std::numeric_limits<std::size_t>::max();
  for (const Field& field : fields) {
    if (field.name == "content-length")
      std::from_chars(field.value.data(), field.value.data() + field.value.size(), size);
  }
  return size;
}

// RFC 9113 9.2 wants server_name "if the server is identified by a domain name". Those have a letter; an address of
// IPv6, which may as well, stands in brackets.
bool is_name(std::string_view authority) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !authority.starts_with('[') && std::ranges::any_of(authority, is_letter);
}

}  // namespace

ClientConversation::ClientConversation(const Patience& patience, trace::Reader* watcher)
    : patience_(patience), watcher_(watcher), tap_(http::Role::server, http::Version::http2, *this) {}

testkit::Bytes ClientConversation::take_octets() {
  return std::exchange(out_, {});
}

void ClientConversation::receive(Octets octets, Time now) {
  if (is_over()) return;
  heard_.size += octets.size();
  tap_.received(octets, now);
  answer_frames(now);
  advance(now);
}

void ClientConversation::end(Heard::End end, Time now) {
  if (is_over()) return;
  heard_.end = end;
  advance(now);
}

void ClientConversation::wait_no_longer(Time now) {
  // Some clients ask for nothing before they have heard the server's SETTINGS.
  if (stage_ == Stage::arriving && has_settings_ && !greeted_) return greet(now);
  // Something did not come: what the last step would show is not to be had, but the question tells whether it lives.
  if (stage_ == Stage::steps) return ask(now);
  if (!is_over()) finish(now);
}

Duration ClientConversation::patience() const {
  const bool waits_for_us = stage_ == Stage::arriving && has_settings_ && !greeted_;
  if (stage_ == Stage::afterwards || waits_for_us) return patience_.second_thoughts;
  // A program has to start, and its TLS may take a while: that tells nothing of its HTTP/2.
  constexpr int longest_arrival = 10;
  return stage_ == Stage::arriving ? longest_arrival * patience_.answer : patience_.answer;
}

void ClientConversation::perform(const Case& one, Time now) {
  one_ = &one;
  missing_ = missing_in_client(one.needs, peer_);
  Script script(peer_, request_);
  one.write(script);
  if (script.raw() && greeted_) missing_ = "a request before it has heard SETTINGS";
  if (!missing_.empty()) return respond("200", "text/plain", "not tried\n", now);
  expected_ = one.expected;
  if (expected_.of_request) expected_.stream = request_;
  steps_ = script.steps();
  rest_of_response_ = script.rest_of_response();
  raw_ = script.raw();
  open_ended_ = script.open_ended();
  if (raw_) {
    greeted_ = true;
    stage_ = Stage::steps;
    send_step(now);
  } else {
    if (!greeted_) greet(now);
    stage_ = Stage::greeting;
    // The content of a request is in the way of all cases but those that are about it.
    const bool takes_content = !request_ended_ && one.needs.body == 0;
    if (takes_content)
      write(testkit::frames().window_update(0, room_for_an_answer).window_update(request_, room_for_an_answer).octets(),
            now);
  }
  advance(now);
}

void ClientConversation::respond(std::string_view status, std::string_view type, std::string_view content, Time now) {
  constexpr std::size_t piece = 16'384;
  if (!greeted_) greet(now);
  testkit::Frames response;
  response.table_size(std::min<std::size_t>(peer_.header_table_size, 4'096));
  response.headers(request_, testkit::FieldList().with(":status", status).with("content-type", type));
  for (; content.size() > piece; content.remove_prefix(piece)) response.data(request_, content.substr(0, piece));
  response.data(request_, content, testkit::end_stream).ping(response_ping);
  write(response.octets(), now);
  heard_.responded = true;
  stage_ = Stage::response;
}

void ClientConversation::advance(Time now) {
  if (is_over()) return;
  const bool has_ended = heard_.end != Heard::End::open || !heard_.unreadable.empty() || is_too_much(heard_);
  if (has_ended || (one_ != nullptr && missing_.empty() && is_client_settled(expected_, heard_))) return finish(now);
  if (stage_ == Stage::greeting && is_greeted()) {
    stage_ = Stage::steps;
    send_step(now);
  }
  while (stage_ == Stage::steps && has_come(steps_[step_])) {
    ++step_;
    send_step(now);
  }
  if (stage_ == Stage::questions && heard_.ponged) {
    const bool has_more = expected_.outcome == Expected::Outcome::goes_on && expected_.answered;
    has_more ? end_response(now) : void(stage_ = Stage::afterwards);
  }
  if (stage_ == Stage::response && response_ponged_) {
    const bool is_case = one_ != nullptr && missing_.empty();
    is_case ? void(stage_ = Stage::afterwards) : finish(now);
  }
}

bool ClientConversation::is_greeted() const {
  const bool has_content = request_ended_ || one_->needs.body > 0;
  return has_acknowledgment_ && has_content;
}

// RFC 9113 3.4: the server's preface is SETTINGS.
void ClientConversation::greet(Time now) {
  greeted_ = true;
  write(testkit::frames().settings().settings_ack().octets(), now);
}

void ClientConversation::send_step(Time now) {
  write(steps_[step_].octets, now);
  if (steps_[step_].awaits == Step::Awaits::pong) ++awaited_pongs_;
  if (steps_[step_].awaits == Step::Awaits::nothing) ask(now);
}

bool ClientConversation::has_come(const Step& step) const {
  if (step.awaits == Step::Awaits::pong) return pongs_ >= awaited_pongs_;
  if (step.awaits == Step::Awaits::data) return content_of(heard_, step.stream) >= step.content;
  return request_ended_;
}

void ClientConversation::ask(Time now) {
  stage_ = Stage::questions;
  if (rest_of_response_.empty()) heard_.responded = true;
  if (!open_ended_) write(testkit::frames().ping(last_ping).octets(), now);
}

void ClientConversation::end_response(Time now) {
  stage_ = Stage::response;
  heard_.responded = true;
  if (rest_of_response_.empty()) {
    response_ponged_ = true;
    return;
  }
  write(rest_of_response_, now);
  write(testkit::frames().ping(response_ping).octets(), now);
}

// The connection is of no more use: a client asks for other things on another one.
void ClientConversation::finish(Time now) {
  stage_ = Stage::over;
  const bool can_hear = heard_.end == Heard::End::open && heard_.unreadable.empty() && !open_ended_ && greeted_;
  if (can_hear) write(testkit::frames().goaway(request_).octets(), now);
}

// RFC 9113 6.7: "Receivers of a PING frame that does not include an ACK flag MUST send a PING frame with the ACK flag
// set in response, with an identical frame payload." Behind a frame that was not ended nothing can be said.
void ClientConversation::answer_frames(Time now) {
  if (!std::exchange(is_due_, false)) return;
  const testkit::Frames due = std::exchange(due_, testkit::Frames());
  if (greeted_ && !open_ended_) write(due.octets(), now);
}

void ClientConversation::write(Octets octets, Time now) {
  tap_.sent(octets, now);
  out_.insert(out_.end(), octets.begin(), octets.end());
}

void ClientConversation::on_octets(trace::Direction direction, Octets octets, Time now) {
  if (watcher_ != nullptr) watcher_->on_octets(direction, octets, now);
}

void ClientConversation::on_event(const trace::Event& event) {
  const bool is_ours = event.direction == trace::Direction::sent;
  if (!is_ours && !has_room_for(heard_, event)) return;
  if (watcher_ != nullptr) watcher_->on_event(event);
  if (is_ours) return;
  if (const auto* seen = std::get_if<trace::FrameSeen>(&event.what)) {
    hear(*seen);
  } else if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) {
    heard_.frames.push_back(heard_frame(*data));
    if (heard_.frames.back().end_stream && data->header.stream == request_) request_ended_ = true;
  } else if (const auto* fault = std::get_if<trace::FaultSeen>(&event.what)) {
    heard_.unreadable = frame::to_string(fault->fault);
  } else if (const auto* unreadable = std::get_if<trace::Unreadable>(&event.what)) {
    heard_.unreadable = unreadable->why;
  }
}

void ClientConversation::hear(const trace::FrameSeen& seen) {
  HeardFrame heard = heard_frame(seen);
  if (std::string fault = fault_of(seen); !fault.empty()) heard_.unreadable = std::move(fault);
  // RFC 9113 3.4: "This sequence MUST be followed by a SETTINGS frame (Section 6.5), which MAY be empty."
  if (std::exchange(is_first_frame_, false)) heard_.began_with_settings = heard.type == frame::Type::settings;
  if (const auto* settings = std::get_if<frame::Settings>(&seen.frame)) hear(*settings);
  if (const auto* ping = std::get_if<frame::Ping>(&seen.frame); ping != nullptr && !ping->ack) {
    due_.add(frame::Ping{true, ping->opaque});
    is_due_ = true;
  }
  if (heard.text == pong_of(step_ping)) {
    ++pongs_;
    heard_.went_on = true;
  }
  if (heard.text == pong_of(last_ping)) heard_.ponged = true;
  if (heard.text == pong_of(response_ping)) response_ponged_ = true;
  if (heard.end_stream && heard.stream == request_) request_ended_ = true;
  const bool is_request = seen.section && request_ == 0;
  if (is_request) hear_request(*seen.section);
  // The answers to our own questions are no part of the case, nor is all that came before it.
  const bool is_ours =
      heard.text == pong_of(step_ping) || heard.text == pong_of(last_ping) || heard.text == pong_of(response_ping);
  const bool is_early = stage_ == Stage::arriving || stage_ == Stage::asked || stage_ == Stage::greeting;
  const bool is_greeting = is_early && heard.type == frame::Type::settings;
  if (!is_ours && !is_greeting && !is_request) heard_.frames.push_back(std::move(heard));
}

void ClientConversation::hear_request(const trace::Section& section) {
  request_ = section.stream;
  request_ended_ = section.end_stream;
  peer_.body = request_ended_ ? 0 : body_of(section.fields);
  for (const Field& field : section.fields) {
    if (field.name == ":scheme") peer_.scheme = field.value;
    if (field.name == ":authority") peer_.authority = field.value;
    if (field.name == ":path") peer_.path = field.value;
  }
  peer_.named = is_name(peer_.authority);
  heard_.request_fault = request_fault(section.fields, {});
  stage_ = Stage::asked;
}

void ClientConversation::hear(const frame::Settings& settings) {
  if (settings.ack) {
    has_acknowledgment_ = true;
    return;
  }
  // The first ones are acknowledged with the greeting.
  if (std::exchange(has_settings_, true)) {
    due_.settings_ack();
    is_due_ = true;
  }
  learn(peer_, settings);
}

}  // namespace weft::conformance
