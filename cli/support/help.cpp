#include <cli/support/help.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

namespace weft::cli {

namespace {

// Zero where the text is no number.
unsigned number_in(const char* text) {
  const std::string_view digits = text == nullptr ? "" : text;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

// In the order of their names: the set has that of their addresses.
std::string names_in(const std::set<CLI::Option*>& options) {
  std::set<std::string> names;
  for (const CLI::Option* option : options) names.insert(option->get_name());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::size_t help_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size.ws_col = 0;
  return help_width(size.ws_col, std::getenv("COLUMNS"));
}

std::size_t help_width(unsigned columns, const char* variable) {
  constexpr unsigned usual = 80;
  constexpr unsigned least = 40;
  // The eye loses its line where lines are longer.
  constexpr unsigned most = 120;
  if (columns == 0) columns = number_in(variable);
  return std::clamp(columns == 0 ? usual : columns, least, most);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!out.empty()) {
      const bool fits = column + 1 + word.size() <= width;
      out += fits ? " " : "\n" + std::string(indent, ' ');
      column = fits ? column + 1 : indent;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string meaning_of(const CLI::Option& option) {
  std::vector<std::string> notes;
  if (const auto& needs = option.get_needs(); !needs.empty()) notes.push_back("needs " + names_in(needs));
  if (const auto& others = option.get_excludes(); !others.empty()) notes.push_back("not with " + names_in(others));
  const std::string& meaning = option.get_description();
  return notes.empty() ? meaning : fmt::format("{} ({})", meaning, fmt::join(notes, "; "));
}

HelpFormatter::HelpFormatter(std::size_t width) : width_(width) {
  constexpr std::size_t widest_column = 34;
  column_width(std::min(widest_column, width * 2 / 5));
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrapped(app->get_description(), 0, width_) + "\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return entry(make_option_name(option, is_positional) + make_option_opts(option), meaning_of(*option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const std::string& value = option->get_option_text();
  return value.empty() ? value : " " + value;
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
  return entry(verb->get_display_name(true), verb->get_description());
}

std::string HelpFormatter::entry(const std::string& name, const std::string& meaning) const {
  const std::size_t column = get_column_width();
  std::string out = "  " + name;
  // Names that reach into the right column, or touch it, have a line of their own.
  if (out.size() + 2 > column)
    out += "\n" + std::string(column, ' ');
  else
    out.resize(column, ' ');
  return out + wrapped(meaning, column, width_) + "\n";
}

}  // namespace weft::cli
