#include <cli/inspect/prompt.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <cli/inspect/command.hpp>
#include <cli/inspect/console.hpp>
#include <cli/inspect/input.hpp>
#include <cli/inspect/script.hpp>
#include <cli/inspect/wire.hpp>
#include <cli/support/help.hpp>
#include <cli/support/text_file.hpp>
#include <cli/support/until_interrupt.hpp>
#include <weft/io/output.hpp>

namespace weft::cli::inspect {

namespace {

// For what is waited for.
constexpr std::chrono::seconds patience(10);
// Shells report the end by a signal with this base.
constexpr int exit_code_of_signals = 128;

std::string help_text(const std::string& wanted) {
  std::string text;
  for (const CommandForm& form : command_forms()) {
    if (!wanted.empty() && form.name != wanted) continue;
    text += fmt::format("{} {}\n", form.name, form.arguments);
    text += fmt::format("    {}\n", wrapped(form.meaning, 4, help_width()));
  }
  return text;
}

// All lines are right before the first is done.
std::deque<Line> script_of(const std::string& file) {
  const auto text = read_text(file);
  if (!text) throw CLI::ValidationError("--script", file + " cannot be read");
  const auto lines = parse_script(*text, file);
  const auto is_wrong = [](const Line& line) { return !line.command; };
  for (const Line& line : lines) {
    if (is_wrong(line)) io::tell("weft: " + fault_of(line));
  }
  const auto wrong = std::count_if(lines.begin(), lines.end(), is_wrong);
  if (wrong == 0) return {lines.begin(), lines.end()};
  throw CLI::ValidationError("--script",
                             fmt::format("{} of {} lines cannot be read, so nothing was sent", wrong, lines.size()));
}

class Prompt final : private WireUser, private InputUser, private io::Deadline, private io::Later {
 public:
  Prompt(io::Loop& loop, Origin& origin, const InspectOptions& options)
      : loop_(loop), bare_(options.bare), has_script_(!options.script.empty()), console_(completions, !has_script_) {
    if (has_script_) lines_ = script_of(options.script);
    input_ended_ = has_script_;
    wire_ = std::make_unique<Wire>(loop, origin, options, console_, static_cast<WireUser&>(*this));
    if (has_script_) return;
    input_ = std::make_unique<Input>(loop, static_cast<InputUser&>(*this));
    ask_for_input();
  }
  ~Prompt() override { loop_.deadlines().disarm(*this); }

  bool failed() const { return failed_; }

 private:
  enum class State : std::uint8_t { connecting, greeting, ready, waiting, last_answers, over };

  // --- the connection ---
  void on_wire_open() override {
    if (bare_) return become_ready();
    state_ = State::greeting;
    arm(patience);
    wire_->greet();
  }
  void on_wire_news() override { loop_.later(*this); }
  void on_wire_failed(std::string_view why) override {
    tell_fault(why);
    end();
  }

  // --- lines ---
  // A pipe waits until its lines are done.
  void ask_for_input() {
    if (!input_ || input_ended_ || is_asked_ || (!console_.is_terminal() && !lines_.empty())) return;
    is_asked_ = true;
    input_->go_on();
  }
  void on_input(std::string_view octets) override {
    is_asked_ = false;
    if (console_.is_terminal()) {
      keys_ += octets;
    } else {
      cut_lines(octets);
    }
    loop_.later(*this);
  }
  void on_input_end() override {
    if (!rest_.empty()) add_line(std::exchange(rest_, {}));
    input_ended_ = true;
    loop_.later(*this);
  }
  void cut_lines(std::string_view octets) {
    rest_ += octets;
    for (std::size_t end = 0; (end = rest_.find('\n')) != rest_.npos; rest_.erase(0, end + 1)) {
      add_line(rest_.substr(0, end));
    }
  }
  void add_line(const std::string& line) { lines_.push_back({fmt::format("line {}", ++count_), parse_command(line)}); }
  // Up to a line: that one begins before the keys behind it are taken.
  void take_keys() {
    using enum LineEditor::Outcome;
    std::string_view keys = keys_;
    auto outcome = more;
    while (!keys.empty() && outcome != line) {
      outcome = console_.feed(keys);
      if (outcome == cancel) give_up();
      if (outcome == end) input_ended_ = true;
    }
    keys_.erase(0, keys_.size() - keys.size());
    if (outcome != line) return;
    wire_->forget_frames();
    add_line(console_.take_line());
  }
  void give_up() {
    console_.take_line();
    if (state_ == State::connecting || state_ == State::greeting) return end();
    if (state_ == State::waiting) become_ready();
  }

  // --- one after the other ---
  void on_later() override {
    take_keys();
    if (state_ == State::greeting && wire_->is_greeted()) {
      wire_->forget_frames();
      become_ready();
    }
    if (state_ == State::waiting && is_there(wait_)) become_ready();
    while (state_ == State::ready && !lines_.empty() && !hears_the_end()) run_next();
    if (state_ == State::ready && input_ended_ && lines_.empty()) finish();
    if (state_ == State::last_answers && !wire_->awaits_answers()) return end();
    if (wire_->has_ended() && is_stuck()) return end_with_connection();
    console_.show_prompt(state_ == State::ready);
    ask_for_input();
    if (!keys_.empty()) loop_.later(*this);
  }
  // The connection has ended, and nothing but its end is left to be done.
  bool is_stuck() const {
    if (state_ == State::over) return false;
    const bool waits_for_time = state_ == State::waiting && wait_.until == Wait::Until::time;
    const bool may_have_more = state_ == State::ready && lines_.empty() && !input_ended_ && !console_.is_terminal();
    return !waits_for_time && !may_have_more;
  }
  // Nothing can be sent any more.
  bool hears_the_end() const { return wire_->has_ended() && lines_.front().command && sends(*lines_.front().command); }
  static bool sends(const Command& command) {
    return std::holds_alternative<Send>(command) || std::holds_alternative<SendFields>(command);
  }
  void run_next() {
    const Line line = std::move(lines_.front());
    lines_.pop_front();
    place_ = line.place;
    if (!line.command) return tell_wrong(line);
    std::visit([this](const auto& command) { run(command); }, *line.command);
  }
  void run(const Nothing&) {}
  void run(const Send& send) { wire_->send(send.octets); }
  void run(const SendFields& fields) { wire_->send(fields); }
  void run(const Help& help) { console_.tell(help_text(help.command)); }
  void run(const Quit&) { end(); }
  void run(const Wait& wait) {
    wait_ = wait;
    if (is_there(wait)) return;
    state_ = State::waiting;
    arm(wait.until == Wait::Until::time ? wait.time : patience);
  }

  bool is_there(const Wait& wait) {
    switch (wait.until) {
      case Wait::Until::next_frame:
        return wire_->take_frame();
      case Wait::Until::frame:
        return wire_->take_frame(wait.type);
      case Wait::Until::stream_end:
        return wire_->has_ended(wait.stream);
      case Wait::Until::close:
        return wire_->has_ended();
      case Wait::Until::time:
        break;
    }
    return false;
  }

  void become_ready() {
    state_ = State::ready;
    loop_.deadlines().disarm(*this);
    loop_.later(*this);
  }
  void arm(Duration time) { loop_.deadlines().arm(*this, loop_.now() + time); }
  void on_deadline(Time /*now*/) override {
    if (state_ == State::last_answers) {
      miss("an answer");
      return end();
    }
    const bool was_time = state_ == State::waiting && wait_.until == Wait::Until::time;
    if (!was_time) miss(state_ == State::greeting ? "SETTINGS" : "what was waited for");
    if (was_time || !has_script_) become_ready();
  }
  void miss(std::string_view what) {
    tell_fault(fmt::format("{} did not come within {} s", what, patience.count()));
    if (has_script_) end();
  }

  // Behind the last line. A person has seen what there was to see.
  void finish() {
    if (console_.is_terminal() || wire_->has_ended() || !wire_->awaits_answers()) return end();
    state_ = State::last_answers;
    arm(patience);
  }
  void end_with_connection() {
    if (state_ == State::greeting) tell_fault("the connection has ended before SETTINGS came");
    if (state_ == State::waiting) tell_fault("the connection has ended before what was waited for");
    if (state_ == State::last_answers) tell_fault("the connection has ended before an answer");
    if (!lines_.empty()) {
      place_ = lines_.front().place;
      tell_fault("the connection has ended, and this cannot be sent");
    }
    end();
  }
  void end() {
    state_ = State::over;
    console_.show_prompt(false);
    wire_->finish();
    loop_.stop();
  }

  // --- what is wrong ---
  void tell_wrong(const Line& line) {
    failed_ = true;
    if (!console_.is_terminal()) return io::tell("weft: " + fault_of(line));
    // Below the word that is wrong.
    const Wrong& wrong = line.command.error();
    const std::size_t indent = Console::prompt.size() + wrong.column - 1;
    console_.tell(fmt::format("{}^ {}\n", std::string(indent, ' '), wrong.words));
  }
  void tell_fault(std::string_view why) {
    failed_ = true;
    if (console_.is_terminal()) return console_.tell(fmt::format("{}\n", why));
    io::tell(fmt::format("weft: {}{}{}", place_, place_.empty() ? "" : ": ", why));
  }

  io::Loop& loop_;
  const bool bare_;
  const bool has_script_;
  Console console_;
  std::unique_ptr<Wire> wire_;
  State state_ = State::connecting;
  std::deque<Line> lines_;
  // The place of the line that was begun last.
  std::string place_;
  Wait wait_;
  bool failed_ = false;
  // Standard input, where there is no script.
  std::string keys_;
  std::string rest_;
  std::size_t count_ = 0;
  bool input_ended_ = false;
  bool is_asked_ = false;
  std::unique_ptr<Input> input_;
};

}  // namespace

int run_prompt(const InspectOptions& options) {
  Origin origin(options.what, options);
  io::Loop loop;
  const UntilInterrupt until_interrupt(loop);
  const auto prompt = std::make_unique<Prompt>(loop, origin, options);
  loop.run();
  if (const int signal = Interrupt::caught(); signal != 0) return exit_code_of_signals + signal;
  return prompt->failed() ? 1 : 0;
}

}  // namespace weft::cli::inspect
