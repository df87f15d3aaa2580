#include <cli/get/screen.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <weft/io/write_whole.hpp>

namespace weft::cli::get {

namespace {

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view show_cursor = "\x1b[?25h";
constexpr std::string_view erase_rest_of_line = "\x1b[K";
constexpr std::string_view erase_below = "\x1b[J";

bool is_empty_or_missing(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr || *value == '\0';
}

bool knows_escapes() {
  return !is_empty_or_missing("TERM") && std::string_view(std::getenv("TERM")) != "dumb";
}

// Nobody reads where it fails.
void show(int descriptor, std::string_view text) {
  static_cast<void>(io::write_whole(descriptor, text));
}

// Over lines that were drawn before, which may be longer.
void add_over(std::string& out, std::string_view lines) {
  for (const char c : lines) {
    if (c == '\n') out += erase_rest_of_line;
    out += c;
  }
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = std::min(text.find('m', at), text.size());
    } else if (text[at] != '\n' && (text[at] & 0xc0) != 0x80) {
      ++columns;
    }
  }
  return columns;
}

Screen::Screen() : Screen(STDERR_FILENO) {}

Screen::Screen(int descriptor)
    : descriptor_(descriptor),
      is_terminal_(::isatty(descriptor) != 0),
      can_draw_(is_terminal_ && knows_escapes()),
      has_colours_(can_draw_ && is_empty_or_missing("NO_COLOR")) {}

Screen::Size Screen::size() const {
  constexpr std::size_t endless = std::numeric_limits<std::size_t>::max();
  winsize size{};
  const bool is_known = ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
  return is_known ? Size{size.ws_row, size.ws_col} : Size{endless, endless};
}

void Screen::tell(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  show(descriptor_, drawn_.empty() ? std::string(lines) : picture(lines, drawn_));
}

void Screen::draw(std::vector<std::string> lines) {
  const std::lock_guard lock(mutex_);
  if (!can_draw_ || (lines.empty() && drawn_.empty())) return;
  show(descriptor_, picture({}, lines));
  drawn_ = std::move(lines);
}

// A terminal that has become narrower has broken the lines.
std::size_t Screen::rows_drawn() const {
  const std::size_t columns = size().columns;
  std::size_t rows = 0;
  for (const std::string& line : drawn_) rows += std::max<std::size_t>(1, (columns_of(line) + columns - 1) / columns);
  return rows;
}

std::string Screen::picture(std::string_view above, const std::vector<std::string>& lines) const {
  std::string out(hide_cursor);
  const std::size_t rows = drawn_.empty() ? 0 : rows_drawn();
  if (rows > 0) out += fmt::format("\r\x1b[{}A", rows);
  add_over(out, above);
  for (const std::string& line : lines) {
    out += line;
    out += erase_rest_of_line;
    out += '\n';
  }
  out += erase_below;
  out += show_cursor;
  return out;
}

}  // namespace weft::cli::get
