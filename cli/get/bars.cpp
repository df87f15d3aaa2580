#include <cli/get/bars.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <cli/get/printing.hpp>

namespace weft::cli::get {

namespace {

constexpr std::size_t most_lines = 10;
// Beside name and bar: "  42 %", "  1023.9 MiB" and "  connection window".
constexpr std::size_t columns_of_numbers = 7 + 12 + 19;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// The end of a name says more than its beginning.
std::string fitted(std::string_view name, std::size_t columns) {
  const std::size_t has = columns_of(name);
  if (has <= columns) return std::string(name) + std::string(columns - has, ' ');
  std::size_t surplus = has - columns + 1;
  std::size_t at = 0;
  for (; surplus > 0; --surplus) {
    do ++at;
    while (at < name.size() && (name[at] & 0xc0) == 0x80);
  }
  return "…" + std::string(name.substr(at));
}

std::string dim(std::string text, bool has_colours) {
  return has_colours ? "\x1b[2m" + text + "\x1b[22m" : text;
}

double share_of(const Bar& bar) {
  if (!bar.of) return 0;
  return *bar.of == 0 ? 1 : std::min(1.0, static_cast<double>(bar.octets) / static_cast<double>(*bar.of));
}

std::string line_of(const Bar& bar, std::size_t columns, bool has_colours) {
  const std::size_t room = columns > columns_of_numbers + 2 ? columns - columns_of_numbers - 2 : 0;
  const std::size_t name = std::clamp<std::size_t>(room / 2, 8, 40);
  const std::size_t width = std::min<std::size_t>(room > name ? room - name : 0, 40);
  const auto full = static_cast<std::size_t>(share_of(bar) * static_cast<double>(width));
  const std::string share = bar.of ? fmt::format("{:3.0f} %", std::floor(share_of(bar) * 100)) : "     ";
  return fmt::format("{}  {}{}  {}  {:>10}  {}", fitted(bar.name, name), repeated("━", full),
                     dim(repeated("─", width - full), has_colours), share, octets_text(bar.octets),
                     dim(std::string(to_string(bar.waits_for)), has_colours));
}

// Nothing where it is not known.
std::string time_left(const Picture& picture) {
  std::uint64_t left = 0;
  for (const Bar& bar : picture.bars) {
    if (!bar.of) return {};
    left += *bar.of - std::min(bar.octets, *bar.of);
  }
  if (picture.rate < 1 || picture.bars.size() + picture.done < picture.all) return {};
  const auto seconds = static_cast<std::uint64_t>(std::ceil(static_cast<double>(left) / picture.rate));
  if (seconds >= 360'000) return {};
  return seconds < 60 ? fmt::format("   {} s left", seconds)
                      : fmt::format("   {}:{:02} min left", seconds / 60, seconds % 60);
}

std::string last_line(const Picture& picture, std::size_t hidden) {
  std::string out = fmt::format("{} of {} done   {}", picture.done, picture.all, octets_text(picture.octets));
  if (picture.rate >= 1) out += fmt::format("   {}/s", octets_text(static_cast<std::uint64_t>(picture.rate)));
  out += time_left(picture);
  return hidden > 0 ? out + fmt::format("   {} more under way", hidden) : out;
}

std::string cut(std::string line, std::size_t columns) {
  return columns_of(line) <= columns ? line : line.substr(0, columns);
}

}  // namespace

// The last column stays free: some terminals begin a new line when it is written.
std::vector<std::string> lines_of(const Picture& picture, Screen::Size size, bool has_colours) {
  constexpr std::size_t narrowest = 50;
  const std::size_t columns = size.columns - 1;
  const std::size_t most = std::min(most_lines, size.rows / 2);
  std::vector<std::string> lines;
  for (const Bar& bar : picture.bars) {
    if (lines.size() + 1 >= most || columns < narrowest) break;
    lines.push_back(line_of(bar, columns, has_colours));
  }
  lines.push_back(cut(last_line(picture, picture.bars.size() - lines.size()), columns));
  return lines;
}

double Speed::of(std::uint64_t octets, Time now) {
  const std::optional<Time> before = std::exchange(before_, now);
  // A request that is sent again begins with nothing.
  const std::uint64_t grown = octets - std::min(octets, std::exchange(octets_, octets));
  if (!before || now <= *before) return rate_;
  const double seconds = std::chrono::duration<double>(now - *before).count();
  // A rate that is older than two seconds counts for less than half.
  const double weight = rate_ == 0 ? 1 : 1 - std::exp(-seconds / 2);
  rate_ += weight * (static_cast<double>(grown) / seconds - rate_);
  return rate_;
}

}  // namespace weft::cli::get
