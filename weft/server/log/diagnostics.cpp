#include <weft/server/log/diagnostics.hpp>

#include <utility>

#include <fmt/format.h>

#include <weft/io/output.hpp>

namespace weft::server {
namespace {

// A line may quote what a peer sent or what an exception says.
std::string on_one_line(std::string_view text) {
  std::string out(text);
  for (char& octet : out) {
    if (static_cast<unsigned char>(octet) < 0x20 || octet == 0x7f) octet = '?';
  }
  return out;
}

}  // namespace

void print_diagnostic(std::string_view line) {
  io::tell(fmt::format("weft: {}", line));
}

void Diagnostics::report(std::string_view line, Time now) {
  if (!sink_) return;
  const std::lock_guard lock(mutex_);
  if (!allowance_.take(1, now)) {
    ++left_out_;
    return;
  }
  const auto left_out = std::exchange(left_out_, 0);
  const auto shown = on_one_line(line);
  sink_(left_out == 0 ? shown : fmt::format("{} ({} lines left out before)", shown, left_out));
}

}  // namespace weft::server
