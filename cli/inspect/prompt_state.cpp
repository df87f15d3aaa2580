#include <cli/inspect/prompt_state.hpp>

#include <utility>
#include <variant>

#include <fmt/format.h>

namespace weft::cli::inspect {

namespace {

bool sends(const Command& command) {
  return std::holds_alternative<Send>(command) || std::holds_alternative<SendFields>(command);
}

}  // namespace

// --- something has happened ------------------------------------------------------------------------------------------

void PromptState::open() {
  if (options_.bare) return become_ready();
  state_ = State::greeting;
  world_.arm(patience);
  world_.greet();
}

void PromptState::fail(std::string_view why) {
  tell_fault(why);
  end();
}

void PromptState::give_up() {
  if (state_ == State::connecting || state_ == State::greeting) return end();
  if (state_ == State::waiting) become_ready();
}

void PromptState::time_out() {
  if (waits_for_time()) return become_ready();
  const bool was_last = state_ == State::last_answers;
  const std::string_view missed = was_last                    ? "an answer"
                                  : state_ == State::greeting ? "SETTINGS"
                                                              : "what was waited for";
  tell_fault(fmt::format("{} did not come within {} s", missed, patience.count()));
  was_last || options_.has_script ? end() : become_ready();
}

// --- one after the other ---------------------------------------------------------------------------------------------

void PromptState::go_on() {
  if (state_ == State::greeting && world_.is_greeted()) {
    world_.forget_frames();
    become_ready();
  }
  if (state_ == State::waiting && is_there(wait_)) become_ready();
  while (state_ == State::ready && !lines_.empty() && !hears_the_end()) run_next();
  if (state_ == State::ready && lines_ended_ && lines_.empty()) finish();
  if (state_ == State::last_answers && !world_.awaits_answers()) return end();
  if (world_.has_ended() && is_stuck()) end_with_connection();
}

// The connection has ended, and nothing but its end is left to be done.
bool PromptState::is_stuck() const {
  if (state_ == State::over) return false;
  const bool may_have_more = state_ == State::ready && lines_.empty() && !lines_ended_ && !options_.is_terminal;
  return !waits_for_time() && !may_have_more;
}

// Nothing can be sent any more.
bool PromptState::hears_the_end() const {
  return world_.has_ended() && lines_.front().command && sends(*lines_.front().command);
}

void PromptState::run_next() {
  const Line line = std::move(lines_.front());
  lines_.pop_front();
  place_ = line.place;
  if (line.command) return std::visit([this](const auto& command) { run(command); }, *line.command);
  has_failed_ = true;
  world_.tell_wrong(line);
}

void PromptState::run(const Wait& wait) {
  wait_ = wait;
  if (is_there(wait)) return;
  state_ = State::waiting;
  world_.arm(wait.until == Wait::Until::time ? wait.time : patience);
}

bool PromptState::is_there(const Wait& wait) {
  switch (wait.until) {
    case Wait::Until::next_frame:
      return world_.take_frame(std::nullopt);
    case Wait::Until::frame:
      return world_.take_frame(wait.type);
    case Wait::Until::stream_end:
      return world_.has_ended(wait.stream);
    case Wait::Until::close:
      return world_.has_ended();
    case Wait::Until::time:
      break;
  }
  return false;
}

void PromptState::become_ready() {
  state_ = State::ready;
  world_.disarm();
}

// --- the end ---------------------------------------------------------------------------------------------------------

// Behind the last line. A person has seen what there was to see.
void PromptState::finish() {
  if (options_.is_terminal || world_.has_ended() || !world_.awaits_answers()) return end();
  state_ = State::last_answers;
  world_.arm(patience);
}

void PromptState::end_with_connection() {
  if (state_ == State::greeting) tell_fault("the connection has ended before SETTINGS came");
  if (state_ == State::waiting) tell_fault("the connection has ended before what was waited for");
  if (state_ == State::last_answers) tell_fault("the connection has ended before an answer");
  if (!lines_.empty()) {
    place_ = lines_.front().place;
    tell_fault("the connection has ended, and this cannot be sent");
  }
  end();
}

void PromptState::end() {
  state_ = State::over;
  world_.stop();
}

void PromptState::tell_fault(std::string_view why) {
  has_failed_ = true;
  world_.tell_fault(place_, why);
}

}  // namespace weft::cli::inspect
