// Owns standard error: messages scroll, and below them lines may be drawn that change in place.
//
//   screen.tell("weft: …\n");                  // from any thread
//   screen.draw({"a.iso  ━━━───  42 %"});      // in place of what was drawn before
//   screen.clear();                            // before something else writes to the same terminal
//
// A picture is one write, from its first row to its last: nothing is erased before it is drawn again. The cursor is
// hidden during that write alone, so that no end of the process leaves it hidden.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cli::get {

class Screen {
 public:
  struct Size {
    std::size_t rows = 0;
    std::size_t columns = 0;
  };

  // Draws on standard error.
  Screen();
  explicit Screen(int descriptor);
  ~Screen() { clear(); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // It is a terminal, and lines can be drawn on it.
  bool is_terminal() const { return is_terminal_; }
  bool can_draw() const { return can_draw_; }
  // A person wants to see colours and the like (https://no-color.org).
  bool has_colours() const { return has_colours_; }
  // As it is now; a file or a pipe has lines without end.
  Size size() const;

  // Whole lines.
  void tell(std::string_view lines);
  // Each fits into the columns. Without can_draw() nothing happens.
  void draw(std::vector<std::string> lines);
  void clear() { draw({}); }

 private:
  std::string picture(std::string_view above, const std::vector<std::string>& lines) const;
  std::size_t rows_drawn() const;

  const int descriptor_;
  const bool is_terminal_;
  const bool can_draw_;
  const bool has_colours_;
  std::mutex mutex_;
  std::vector<std::string> drawn_;
};

// The places that a text takes on a terminal: octets that go on with a character have none, nor have escape sequences.
std::size_t columns_of(std::string_view text);

}  // namespace weft::cli::get
