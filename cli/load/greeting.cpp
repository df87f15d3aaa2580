#include <cli/load/greeting.hpp>

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace weft::cli::load {

namespace {

constexpr std::size_t longest = 60;
// RFC 8446 5.1: the type of an alert's record.
constexpr char tls_alert = 21;

bool is_visible(char c) {
  return c >= ' ' && c <= '~';
}

}  // namespace

void Greeting::take(Octets octets) {
  text_ += as_text(octets.first(std::min(octets.size(), longest - text_.size())));
}

bool Greeting::complete() const {
  return is_foreign() && (text_.size() == longest || !std::all_of(text_.begin(), text_.end(), is_visible));
}

std::string Greeting::describe() const {
  if (text_.empty()) return "the server closed before it said anything; does it speak HTTP/2? try --http 1.1";
  if (!is_foreign()) return "the server closed before its SETTINGS had come";
  if (text_.front() == tls_alert) return "not HTTP/2: the server sent a TLS alert; try https://";
  const std::string line(text_.begin(), std::find_if_not(text_.begin(), text_.end(), is_visible));
  if (line.empty()) return "not HTTP/2: the server sent octets that are no frame";
  return fmt::format("not HTTP/2: the server said \"{}\"; try --http 1.1", line);
}

}  // namespace weft::cli::load
