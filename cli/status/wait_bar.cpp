#include <cli/status/wait_bar.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace weft::cli::status {
namespace {

// Colours of the terminal, by their numbers in ECMA-48 8.3.117.
struct WaitLook {
  std::string_view wait;
  char letter;
  int colour;
};
constexpr int green = 32;
constexpr std::array looks = {WaitLook{"stream_window", 'S', 31}, WaitLook{"connection_window", 'C', 35},
                              WaitLook{"priority", 'P', 39},      WaitLook{"rate_limit", 'R', 33},
                              WaitLook{"socket", 'K', 34},        WaitLook{"application", 'A', 36},
                              WaitLook{"pool", 'Q', 33}};
// Columns. Lines of narrower terminals are cut off, which colours do not survive.
constexpr std::size_t least_for_colours = 60;

}  // namespace

char letter_of(std::string_view wait) {
  const auto* const found = std::ranges::find(looks, wait, &WaitLook::wait);
  return found == looks.end() ? '=' : found->letter;
}

std::string in_colour_of(char letter, std::string_view text, const Look& look) {
  if (!look.has_colours || look.columns < least_for_colours || text.empty()) return std::string(text);
  const auto* const found = std::ranges::find(looks, letter, &WaitLook::letter);
  return fmt::format("\x1b[{}m{}\x1b[39m", found == looks.end() ? green : found->colour, text);
}

void WaitBars::add(const std::string& stream, std::string_view wait, double waiting) {
  auto& [letters, is_new] = bars_[stream];
  const bool is_first = letters.empty();
  letters += letter_of(wait);
  if (is_first) letters.append(static_cast<std::size_t>(std::clamp(waiting, 0.0, longest - 1.0)), letters.front());
  if (letters.size() > longest) letters.erase(0, letters.size() - longest);
  is_new = true;
}

void WaitBars::end_picture() {
  std::erase_if(bars_, [](const auto& each) { return !each.second.is_new; });
  for (auto& [stream, bar] : bars_) bar.is_new = false;
}

std::string WaitBars::bar(const std::string& stream, std::size_t columns, const Look& look) const {
  const auto found = bars_.find(stream);
  if (found == bars_.end()) return {};
  std::string_view letters = found->second.letters;
  letters.remove_prefix(letters.size() - std::min(letters.size(), columns));
  std::string out(columns - letters.size(), ' ');
  while (!letters.empty()) {
    const auto run = letters.substr(0, letters.find_first_not_of(letters.front()));
    out += in_colour_of(run.front(), run, look);
    letters.remove_prefix(run.size());
  }
  return out;
}

}  // namespace weft::cli::status
