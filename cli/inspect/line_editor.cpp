#include <cli/inspect/line_editor.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace weft::cli::inspect {

namespace {

constexpr char escape = '\x1b';
constexpr char backspace = '\x7f';

constexpr char control(char letter) {
  return static_cast<char>(letter & 0x1f);
}

bool goes_on(char octet) {
  return (octet & 0xc0) == 0x80;
}

// The beginning that all of them have.
std::string common_beginning(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto [mine, its] = std::mismatch(common.begin(), common.end(), word.begin(), word.end());
    common.erase(mine, common.end());
  }
  return common;
}

}  // namespace

LineEditor::Outcome LineEditor::feed(std::string_view& keys) {
  choices_.clear();
  while (!keys.empty()) {
    const char key = keys.front();
    keys.remove_prefix(1);
    if (const Outcome outcome = press(key); outcome != Outcome::more) return outcome;
  }
  return Outcome::more;
}

LineEditor::Outcome LineEditor::press(char key) {
  if (!escape_.empty() || key == escape) {
    press_escaped(key);
    return Outcome::more;
  }
  if (key == '\r' || key == '\n') return Outcome::line;
  if (key == control('C')) return Outcome::cancel;
  if (key == control('D') && line_.empty()) return Outcome::end;
  if (key == '\t') {
    complete_word();
    return choices_.size() > 1 ? Outcome::choices : Outcome::more;
  }
  const bool is_control = static_cast<unsigned char>(key) < ' ' || key == backspace;
  is_control ? press_control(key) : insert(key);
  return Outcome::more;
}

void LineEditor::press_control(char key) {
  switch (key) {
    case control('A'):
      cursor_ = 0;
      break;
    case control('E'):
      cursor_ = line_.size();
      break;
    case control('B'):
      cursor_ -= cursor_ > 0 ? 1U : 0U;
      break;
    case control('F'):
      cursor_ += cursor_ < line_.size() ? 1U : 0U;
      break;
    case control('P'):
      if (shown_ > 0) show_history(shown_ - 1);
      break;
    case control('N'):
      if (shown_ < history_.size()) show_history(shown_ + 1);
      break;
    case control('D'):
      erase(cursor_, cursor_ + 1);
      break;
    case control('H'):
    case backspace:
      if (cursor_ > 0) erase(cursor_ - 1, cursor_);
      break;
    case control('K'):
      erase(cursor_, line_.size());
      break;
    case control('U'):
      erase(0, cursor_);
      break;
    case control('W'):
      erase_word();
      break;
    default:
      break;
  }
}

// "\x1b[A", "\x1bOA", "\x1b[3~", "\x1b[1;5C".
void LineEditor::press_escaped(char key) {
  escape_ += key;
  const bool has_begun = escape_.size() < 2 || (escape_.size() == 2 && (key == '[' || key == 'O'));
  const bool is_parameter = escape_.size() > 2 && ((key >= '0' && key <= '9') || key == ';');
  if (has_begun || is_parameter) return;
  act_on_escape();
  escape_.clear();
}

void LineEditor::act_on_escape() {
  constexpr auto keys = std::to_array<std::pair<std::string_view, char>>({
      {"A", control('P')},
      {"B", control('N')},
      {"C", control('F')},
      {"D", control('B')},
      {"H", control('A')},
      {"F", control('E')},
      {"1~", control('A')},
      {"4~", control('E')},
      {"3~", control('D')},
  });
  const std::string_view name = std::string_view(escape_).substr(std::min<std::size_t>(2, escape_.size()));
  for (const auto& [each, key] : keys) {
    if (each == name) press_control(key);
  }
}

void LineEditor::insert(char octet) {
  if (goes_on(octet) && cursor_ > 0) {
    line_[cursor_ - 1] += octet;
    return;
  }
  line_.insert(line_.begin() + static_cast<std::ptrdiff_t>(cursor_), std::string(1, octet));
  ++cursor_;
}

void LineEditor::erase(std::size_t from, std::size_t to) {
  const auto at = [this](std::size_t place) {
    return line_.begin() + static_cast<std::ptrdiff_t>(std::min(place, line_.size()));
  };
  line_.erase(at(from), at(to));
  cursor_ = from;
}

void LineEditor::erase_word() {
  std::size_t from = cursor_;
  while (from > 0 && line_[from - 1] == " ") --from;
  while (from > 0 && line_[from - 1] != " ") --from;
  erase(from, cursor_);
}

void LineEditor::complete_word() {
  const std::string before = text_before(cursor_);
  choices_ = complete_(before);
  if (choices_.empty()) return;
  const std::size_t begun = before.size() - (before.find_last_of(' ') + 1);
  std::string word = common_beginning(choices_);
  if (word.size() < begun) return;
  if (choices_.size() == 1 && !word.ends_with('=')) word += ' ';
  while (cursor_ > 0 && line_[cursor_ - 1] != " ") erase(cursor_ - 1, cursor_);
  for (const char octet : word) insert(octet);
}

void LineEditor::show_history(std::size_t at) {
  if (shown_ == history_.size()) own_ = text();
  shown_ = at;
  show(shown_ == history_.size() ? own_ : history_[shown_]);
}

void LineEditor::show(std::string_view text) {
  line_.clear();
  cursor_ = 0;
  for (const char octet : text) insert(octet);
}

std::string LineEditor::text_before(std::size_t end) const {
  std::string text;
  for (std::size_t at = 0; at < end; ++at) text += line_[at];
  return text;
}

std::string LineEditor::take_line() {
  std::string line = text();
  if (!line.empty() && (history_.empty() || history_.back() != line)) history_.push_back(line);
  shown_ = history_.size();
  show({});
  return line;
}

LineEditor::View LineEditor::view(std::size_t columns) const {
  const std::size_t first = cursor_ < columns ? 0 : cursor_ - columns + 1;
  View view{{}, cursor_ - first};
  for (std::size_t at = first; at < std::min(first + columns, line_.size()); ++at) view.text += line_[at];
  return view;
}

}  // namespace weft::cli::inspect
