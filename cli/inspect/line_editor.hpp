// A line that is being typed: keys go in, and out comes how the line looks. It knows the usual keys of a shell, a
// history, and completion. It draws nothing.
//
//   LineEditor editor(completions);
//   while (!keys.empty()) switch (editor.feed(keys)) { case Outcome::line: use(editor.take_line()); … }
//   editor.view(columns)                          // what of it to draw, and where the cursor stands
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cli::inspect {

class LineEditor {
 public:
  enum class Outcome : std::uint8_t {
    more,     // all keys are taken
    line,     // Enter: take_line()
    choices,  // the tabulator, and many words are possible: choices()
    cancel,   // Ctrl+C
    end,      // Ctrl+D on an empty line
  };
  struct View {
    std::string text;
    // Columns before the cursor.
    std::size_t cursor = 0;
  };
  // The words that may stand at the end of the text.
  using Complete = std::function<std::vector<std::string>(std::string_view)>;

  explicit LineEditor(Complete complete) : complete_(std::move(complete)) {}

  // Takes keys off the front until there is an outcome.
  Outcome feed(std::string_view& keys);
  std::string text() const { return text_before(line_.size()); }
  // The line begins anew, and this one stands in the history.
  std::string take_line();
  const std::vector<std::string>& choices() const { return choices_; }
  // As much around the cursor as has room.
  View view(std::size_t columns) const;

 private:
  // The characters of a text: each may have several octets.
  using Characters = std::vector<std::string>;

  Outcome press(char key);
  void press_control(char key);
  void press_escaped(char key);
  void act_on_escape();
  void insert(char octet);
  void erase(std::size_t from, std::size_t to);
  void erase_word();
  void complete_word();
  void show_history(std::size_t at);
  void show(std::string_view text);
  std::string text_before(std::size_t end) const;

  Complete complete_;
  Characters line_;
  std::size_t cursor_ = 0;
  // An escape sequence that has begun.
  std::string escape_;
  std::vector<std::string> history_;
  // The line of the history that is shown; its size for a line of its own, which is kept meanwhile.
  std::size_t shown_ = 0;
  std::string own_;
  std::vector<std::string> choices_;
};

}  // namespace weft::cli::inspect
