#include <weft/conformance/conversation.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weft/conformance/heard.hpp>

namespace weft::conformance {

namespace {

// Above all streams of any case.
constexpr StreamId last_stream = 0x0fff'ffff;

// Empty for the last step, which awaits nothing.
std::string words_of(const Step& step) {
  if (step.awaits == Step::Awaits::pong) return "answer to PING before all was sent";
  if (step.awaits == Step::Awaits::end_of_stream) return fmt::format("whole answer on stream {}", step.stream);
  if (step.awaits == Step::Awaits::data)
    return fmt::format("{} octets of DATA on stream {}", step.content, step.stream);
  if (step.awaits == Step::Awaits::pause) return "time to go on";
  return {};
}

}  // namespace

Conversation::Conversation(const Case& one, const Peer& peer, const Patience& patience, trace::Reader* watcher)
    : expected_(one.expected),
      peer_(peer),
      patience_(patience),
      watcher_(watcher),
      tap_(http::Role::client, http::Version::http2, *this) {
  Script script(peer);
  one.write(script);
  if (expected_.of_last_stream) expected_.stream = 2 * peer.max_concurrent_streams + 1;
  steps_ = script.steps();
  raw_ = script.raw();
  open_ended_ = script.open_ended();
  if (!raw_) heard_.awaited = "SETTINGS with an acknowledgment of ours";
}

testkit::Bytes Conversation::take_octets(Time now) {
  if (!greeted_) {
    greeted_ = true;
    if (raw_) {
      begin_steps(now);
    } else {
      write(testkit::frames().preface().settings({{frame::SettingId::enable_push, 0}}).octets(), now);
    }
  }
  return std::exchange(out_, {});
}

void Conversation::receive(Octets octets, Time now) {
  if (is_over()) return;
  const bool is_first = raw_ && heard_.frames.empty();
  heard_.http11 = is_first && as_text(octets).starts_with("HTTP/1.");
  heard_.size += octets.size();
  if (!heard_.http11) tap_.received(octets, now);
  advance(now);
}

void Conversation::end(Heard::End end, Time now) {
  if (is_over()) return;
  heard_.end = end;
  advance(now);
}

void Conversation::wait_no_longer(Time now) {
  if (is_over()) return;
  if (is_pausing()) {
    ++step_;
    send_step(now);
    return advance(now);
  }
  // Something did not come: what the last step would show is not to be had, but the questions tell whether it lives.
  if (stage_ == Stage::steps) return ask(now);
  stage_ = Stage::over;
}

bool Conversation::is_pausing() const {
  return stage_ == Stage::steps && steps_[step_].awaits == Step::Awaits::pause;
}

Duration Conversation::patience() const {
  if (is_pausing()) return patience_.second_thoughts;
  const bool has_to_come = expected_.outcome == Expected::Outcome::goes_on && judgement().verdict != Verdict::exact;
  const bool is_hurried = stage_ == Stage::afterwards && !has_to_come && !expected_.must_close;
  return is_hurried ? patience_.second_thoughts : patience_.answer;
}

void Conversation::advance(Time now) {
  if (is_settled(expected_, heard_)) {
    stage_ = Stage::over;
    return;
  }
  if (stage_ == Stage::greeting && has_settings_ && has_acknowledgment_) {
    write(testkit::frames().settings_ack().octets(), now);
    begin_steps(now);
  }
  while (stage_ == Stage::steps && has_come(steps_[step_])) {
    ++step_;
    send_step(now);
  }
  const bool is_answered = heard_.ponged && (heard_.usable || !expected_.wants_request());
  if (stage_ == Stage::questions && is_answered) stage_ = Stage::afterwards;
}

void Conversation::begin_steps(Time now) {
  stage_ = Stage::steps;
  send_step(now);
}

void Conversation::send_step(Time now) {
  write(steps_[step_].octets, now);
  heard_.awaited = words_of(steps_[step_]);
  if (steps_[step_].awaits == Step::Awaits::pong) ++awaited_pongs_;
  if (steps_[step_].awaits == Step::Awaits::nothing) ask(now);
}

bool Conversation::has_come(const Step& step) const {
  if (step.awaits == Step::Awaits::pause) return false;
  if (step.awaits == Step::Awaits::pong) return pongs_ >= awaited_pongs_;
  if (step.awaits == Step::Awaits::data) return content_of(heard_, step.stream) >= step.content;
  return std::ranges::any_of(heard_.frames, [&step](const HeardFrame& frame) {
    return frame.stream == step.stream && (frame.end_stream || frame.type == frame::Type::rst_stream);
  });
}

void Conversation::ask(Time now) {
  stage_ = Stage::questions;
  if (open_ended_) return;
  testkit::Frames questions;
  if (expected_.answered) {
    questions.window_update(0, room_for_an_answer).window_update(expected_.stream, room_for_an_answer);
  }
  questions.ping(last_ping);
  if (expected_.wants_request()) {
    // The windows that the case has used up or closed are not held against the peer, and HEAD takes none of them from
    // it.
    constexpr std::uint32_t usual_window = 65'535;
    const bool opens_windows = !expected_.has_largest_window;
    if (opens_windows) questions.window_update(0, usual_window);
    questions.headers_block(last_stream, Script(peer_).plain_head(),
                            frame::flag::end_headers | frame::flag::end_stream);
    if (opens_windows) questions.window_update(last_stream, usual_window);
  }
  write(questions.octets(), now);
}

void Conversation::write(Octets octets, Time now) {
  tap_.sent(octets, now);
  out_.insert(out_.end(), octets.begin(), octets.end());
}

void Conversation::on_octets(trace::Direction direction, Octets octets, Time now) {
  if (watcher_ != nullptr) watcher_->on_octets(direction, octets, now);
}

void Conversation::on_event(const trace::Event& event) {
  const bool is_ours = event.direction == trace::Direction::sent;
  if (!is_ours && !has_room_for(heard_, event)) return;
  if (watcher_ != nullptr) watcher_->on_event(event);
  if (is_ours) return;
  if (const auto* seen = std::get_if<trace::FrameSeen>(&event.what)) {
    hear(*seen);
  } else if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) {
    // The answer to our own question is no part of the case.
    if (data->header.stream == last_stream) return;
    heard_.frames.push_back(heard_frame(*data));
  } else if (const auto* fault = std::get_if<trace::FaultSeen>(&event.what)) {
    heard_.unreadable = frame::to_string(fault->fault);
  }
}

void Conversation::hear(const trace::FrameSeen& seen) {
  HeardFrame heard = heard_frame(seen);
  if (std::string fault = fault_of(seen); !fault.empty()) heard_.unreadable = std::move(fault);
  if (seen.section && heard.stream == last_stream) heard_.usable = true;
  if (const auto* settings = std::get_if<frame::Settings>(&seen.frame)) hear(*settings);
  if (heard.text == pong_of(step_ping)) ++pongs_;
  if (heard.text == pong_of(last_ping)) heard_.ponged = true;
  // The answers to our own questions are no part of the case, nor is the greeting.
  const bool is_ours =
      heard.text == pong_of(step_ping) || heard.text == pong_of(last_ping) || heard.stream == last_stream;
  const bool is_greeting = stage_ == Stage::greeting && heard.type == frame::Type::settings;
  if (!is_ours && !is_greeting) heard_.frames.push_back(std::move(heard));
}

void Conversation::hear(const frame::Settings& settings) {
  if (settings.ack) {
    has_acknowledgment_ = true;
    return;
  }
  has_settings_ = true;
  learn(peer_, settings);
}

}  // namespace weft::conformance
