// The states of the prompt: it connects, is greeted, does one line after the other, waits, and ends. It knows neither
// sockets nor terminals nor clocks: PromptWorld does what it says, and tells it what happens.
//
//   PromptState state(world, {.is_terminal = true});
//   state.open();  state.add(line);  state.time_out();      // something has happened
//   state.go_on();                                          // does what can be done now
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <cli/inspect/command.hpp>
#include <cli/inspect/script.hpp>

namespace weft::cli::inspect {

// The connection, the person and the time, as the prompt needs them.
class PromptWorld {
 public:
  virtual void greet() = 0;
  virtual void send(const Send& send) = 0;
  virtual void send(const SendFields& fields) = 0;
  // As Wire has them.
  virtual bool is_greeted() const = 0;
  virtual bool has_ended() const = 0;
  virtual bool has_ended(frame::StreamId stream) const = 0;
  virtual bool awaits_answers() const = 0;
  virtual bool take_frame(std::optional<frame::Type> type) = 0;
  virtual void forget_frames() = 0;

  virtual void show_help(const Help& help) = 0;
  virtual void tell_wrong(const Line& line) = 0;
  // `place` is that of the line that was begun last; empty before the first one.
  virtual void tell_fault(std::string_view place, std::string_view why) = 0;

  // PromptState::time_out() is to be called after this time; nothing is, any more.
  virtual void arm(Duration time) = 0;
  virtual void disarm() = 0;
  // All is over.
  virtual void stop() = 0;

 protected:
  ~PromptWorld() = default;
};

class PromptState {
 public:
  // A thing that is waited for has to come within this time.
  static constexpr std::chrono::seconds patience{10};

  struct Options {
    // Nothing is sent unasked.
    bool bare = false;
    // All lines are there from the beginning, and a thing that does not come ends it.
    bool has_script = false;
    // A person sits there.
    bool is_terminal = false;
  };

  PromptState(PromptWorld& world, Options options) : world_(world), options_(options) {}

  // --- something has happened ----------------------------------------------------------------------------------------
  // Frames can be sent.
  void open();
  // There is no connection.
  void fail(std::string_view why);
  void add(Line line) { lines_.push_back(std::move(line)); }
  // No more lines come.
  void end_lines() { lines_ended_ = true; }
  // A person wants no more of what is going on.
  void give_up();
  void time_out();

  // Does what can be done now. To be called after all of the above, and whenever something has come.
  void go_on();

  bool is_ready() const { return state_ == State::ready; }
  bool is_over() const { return state_ == State::over; }
  // A pipe waits until its lines are done.
  bool wants_lines() const { return !lines_ended_ && (options_.is_terminal || lines_.empty()); }
  // Something was wrong, did not come or could not be sent.
  bool has_failed() const { return has_failed_; }

 private:
  enum class State : std::uint8_t { connecting, greeting, ready, waiting, last_answers, over };

  bool is_there(const Wait& wait);
  bool waits_for_time() const { return state_ == State::waiting && wait_.until == Wait::Until::time; }
  bool is_stuck() const;
  bool hears_the_end() const;

  void run_next();
  void run(const Nothing& /*nothing*/) {}
  void run(const Send& send) { world_.send(send); }
  void run(const SendFields& fields) { world_.send(fields); }
  void run(const Help& help) { world_.show_help(help); }
  void run(const Quit& /*quit*/) { end(); }
  void run(const Wait& wait);

  void become_ready();
  void finish();
  void end_with_connection();
  void end();
  void tell_fault(std::string_view why);

  PromptWorld& world_;
  const Options options_;
  State state_ = State::connecting;
  std::deque<Line> lines_;
  bool lines_ended_ = false;
  std::string place_;
  Wait wait_;
  bool has_failed_ = false;
};

}  // namespace weft::cli::inspect
