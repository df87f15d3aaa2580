#include <cli/inspect/prompt.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <cli/inspect/command.hpp>
#include <cli/inspect/command_completion.hpp>
#include <cli/inspect/console.hpp>
#include <cli/inspect/input.hpp>
#include <cli/inspect/prompt_state.hpp>
#include <cli/inspect/script.hpp>
#include <cli/inspect/wire.hpp>
#include <cli/support/help.hpp>
#include <cli/support/text_file.hpp>
#include <cli/support/until_interrupt.hpp>
#include <weft/io/output.hpp>

namespace weft::cli::inspect {

namespace {

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
std::vector<Line> script_of(const std::string& file) {
  const auto text = read_text(file);
  if (!text) throw CLI::ValidationError("--script", file + " cannot be read");
  std::vector<Line> lines = parse_script(*text, file);
  const auto is_wrong = [](const Line& line) { return !line.command; };
  for (const Line& line : lines) {
    if (is_wrong(line)) io::tell("weft: " + fault_of(line));
  }
  const auto wrong = std::count_if(lines.begin(), lines.end(), is_wrong);
  if (wrong == 0) return lines;
  throw CLI::ValidationError("--script",
                             fmt::format("{} of {} lines cannot be read, so nothing was sent", wrong, lines.size()));
}

class Prompt final : private WireUser, private InputUser, private PromptWorld, private io::Deadline, private io::Later {
 public:
  Prompt(io::Loop& loop, Origin& origin, const InspectOptions& options)
      : loop_(loop),
        console_(completions, options.script.empty()),
        state_(*this,
               {.bare = options.bare, .has_script = !options.script.empty(), .is_terminal = console_.is_terminal()}) {
    if (!options.script.empty()) take_script(options.script);
    wire_ = std::make_unique<Wire>(loop, origin, options, console_, static_cast<WireUser&>(*this));
    if (!options.script.empty()) return;
    input_ = std::make_unique<Input>(loop, static_cast<InputUser&>(*this));
    ask_for_input();
  }
  ~Prompt() override { loop_.deadlines().disarm(*this); }

  bool has_failed() const { return state_.has_failed(); }

 private:
  // --- things that happen ---
  void on_wire_open() override {
    state_.open();
    loop_.later(*this);
  }
  void on_wire_news() override { loop_.later(*this); }
  void on_wire_failed(std::string_view why) override { state_.fail(why); }
  void on_deadline(Time /*now*/) override {
    state_.time_out();
    loop_.later(*this);
  }
  void on_later() override {
    take_keys();
    state_.go_on();
    if (state_.is_over()) return;
    console_.show_prompt(state_.is_ready());
    ask_for_input();
    if (!keys_.empty()) loop_.later(*this);
  }

  // --- lines ---
  void take_script(const std::string& file) {
    for (Line& line : script_of(file)) state_.add(std::move(line));
    state_.end_lines();
  }
  void ask_for_input() {
    if (!input_ || is_asked_ || !state_.wants_lines()) return;
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
    state_.end_lines();
    loop_.later(*this);
  }
  void cut_lines(std::string_view octets) {
    rest_ += octets;
    for (std::size_t end = 0; (end = rest_.find('\n')) != rest_.npos; rest_.erase(0, end + 1)) {
      add_line(rest_.substr(0, end));
    }
  }
  void add_line(const std::string& line) { state_.add({fmt::format("line {}", ++count_), parse_command(line)}); }
  // Up to a line: that one begins before the keys behind it are taken.
  void take_keys() {
    using enum LineEditor::Outcome;
    std::string_view keys = keys_;
    auto outcome = more;
    while (!keys.empty() && outcome != line) {
      outcome = console_.feed(keys);
      if (outcome == cancel) give_up();
      if (outcome == end) state_.end_lines();
    }
    keys_.erase(0, keys_.size() - keys.size());
    if (outcome != line) return;
    wire_->forget_frames();
    add_line(console_.take_line());
  }
  void give_up() {
    console_.take_line();
    state_.give_up();
  }

  // --- things that are done ---
  void greet() override { wire_->greet(); }
  void send(const Send& send) override { wire_->send(send.octets); }
  void send(const SendFields& fields) override { wire_->send(fields); }
  bool is_greeted() const override { return wire_->is_greeted(); }
  bool has_ended() const override { return wire_->has_ended(); }
  bool has_ended(frame::StreamId stream) const override { return wire_->has_ended(stream); }
  bool awaits_answers() const override { return wire_->awaits_answers(); }
  bool take_frame(std::optional<frame::Type> type) override { return wire_->take_frame(type); }
  void forget_frames() override { wire_->forget_frames(); }

  void show_help(const Help& help) override { console_.tell(help_text(help.command)); }
  void tell_wrong(const Line& line) override {
    if (!console_.is_terminal()) return io::tell("weft: " + fault_of(line));
    // Below the word that is wrong.
    const Wrong& wrong = line.command.error();
    const std::size_t indent = Console::prompt.size() + wrong.column - 1;
    console_.tell(fmt::format("{}^ {}\n", std::string(indent, ' '), wrong.words));
  }
  void tell_fault(std::string_view place, std::string_view why) override {
    if (console_.is_terminal()) return console_.tell(fmt::format("{}\n", why));
    io::tell(fmt::format("weft: {}{}{}", place, place.empty() ? "" : ": ", why));
  }

  void arm(Duration time) override { loop_.deadlines().arm(*this, loop_.now() + time); }
  void disarm() override { loop_.deadlines().disarm(*this); }
  void stop() override {
    console_.show_prompt(false);
    wire_->finish();
    loop_.stop();
  }

  io::Loop& loop_;
  Console console_;
  std::unique_ptr<Wire> wire_;
  PromptState state_;
  // Standard input, where there is no script.
  std::string keys_;
  std::string rest_;
  std::size_t count_ = 0;
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
  return prompt->has_failed() ? 1 : 0;
}

}  // namespace weft::cli::inspect
