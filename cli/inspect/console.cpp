#include <cli/inspect/console.hpp>

#include <unistd.h>

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/support/help.hpp>

namespace weft::cli::inspect {

namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

}  // namespace

Console::Console(LineEditor::Complete complete, bool may_edit) : screen_(STDOUT_FILENO), editor_(std::move(complete)) {
  termios settings{};
  if (!may_edit || !screen_.can_draw() || ::tcgetattr(STDIN_FILENO, &settings) != 0) return;
  before_ = settings;
  settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
  settings.c_iflag &= ~static_cast<tcflag_t>(IXON);
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
}

Console::~Console() {
  show_prompt(false);
  if (before_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
}

std::string Console::picture() const {
  const std::size_t columns = screen_.size().columns;
  const std::size_t room = columns > prompt.size() + 1 ? columns - prompt.size() - 1 : 1;
  const auto [text, cursor] = editor_.view(room);
  return fmt::format("{}{}{}\r\x1b[{}C", erase_line, prompt, text, prompt.size() + cursor);
}

void Console::tell(std::string_view lines) {
  if (!is_shown_) return screen_.tell(lines);
  screen_.tell(fmt::format("{}{}{}", erase_line, lines, picture()));
}

void Console::show_prompt(bool is_shown) {
  if (!is_terminal() || is_shown == is_shown_) return;
  is_shown_ = is_shown;
  screen_.tell(is_shown ? picture() : std::string(erase_line));
}

LineEditor::Outcome Console::feed(std::string_view& keys) {
  using enum LineEditor::Outcome;
  const LineEditor::Outcome outcome = editor_.feed(keys);
  if (outcome == choices) {
    tell(fmt::format("{}\n", wrapped(fmt::format("{}", fmt::join(editor_.choices(), " ")), 0, screen_.size().columns)));
  } else if (outcome == line || outcome == cancel) {
    screen_.tell(fmt::format("{}{}{}\n", erase_line, prompt, editor_.text()));
    is_shown_ = false;
  } else if (is_shown_) {
    screen_.tell(picture());
  }
  return outcome;
}

}  // namespace weft::cli::inspect
