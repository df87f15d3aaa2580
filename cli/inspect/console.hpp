// Where the prompt is read and answered. On a terminal the line that is being typed stays below all lines that come.
#pragma once

#include <termios.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <cli/get/screen.hpp>
#include <cli/inspect/line_editor.hpp>

namespace weft::cli::inspect {

class Console {
 public:
  Console(LineEditor::Complete complete, bool may_edit);
  // The terminal is as it was before.
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // It may edit, and both standard input and standard output are a terminal: lines are edited, and the console has to
  // be given keys.
  bool is_terminal() const { return before_.has_value(); }

  // Whole lines.
  void tell(std::string_view lines);
  // Below them, from now on or no more.
  void show_prompt(bool is_shown);
  // As LineEditor; a line that is over stays on the screen.
  LineEditor::Outcome feed(std::string_view& keys);
  std::string take_line() { return editor_.take_line(); }

  static constexpr std::string_view prompt = "> ";

 private:
  std::string picture() const;

  get::Screen screen_;
  LineEditor editor_;
  std::optional<termios> before_;
  bool is_shown_ = false;
};

}  // namespace weft::cli::inspect
