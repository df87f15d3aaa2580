#include <cli/status/frame_lines.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <cli/status/told.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

// RFC 9113 6.9: the increment of a window, and of other frames the octets that they carry.
std::string amount_of(const Json& frame) {
  const Json& increment = frame.at("increment");
  if (!increment.is_null()) return "+" + grouped(increment.get<std::uint64_t>());
  return grouped(frame.at("length").get<std::uint64_t>()) + " B";
}

// A terminal must not obey what a server says.
std::string line_of(const Json& frame) {
  std::string flags;
  for (const Json& each : frame.at("flags")) flags += "   " + printable(each.get<std::string>());
  const bool is_sent = frame.at("direction").get<std::string>() == "sent";
  return fmt::format("  {:>8.3f} s ago  {}  {:<13} {:<5} {}{}", frame.at("age").get<double>(), is_sent ? "→" : "←",
                     printable(frame.at("type").get<std::string>()), frame.at("stream").get<std::uint32_t>(),
                     amount_of(frame), flags);
}

std::vector<std::string> lines_of(const Json& connection, std::uint64_t id) {
  const Json frames = connection.value("frames", Json());
  if (frames.is_null()) {
    throw std::runtime_error(
        fmt::format("no frames of connection {} are kept: weft serve --frames N keeps the last N of "
                    "each connection over HTTP/2",
                    id));
  }
  std::vector<std::string> lines = {
      fmt::format("connection {}: the last {} frames; → was sent by the server", id, frames.size())};
  for (const Json& each : frames) lines.push_back(line_of(each));
  return lines;
}

}  // namespace

std::vector<std::string> frames_of_connection(const std::string& json, std::uint64_t connection) {
  return read_streams(json, [&](const Json& told) { return lines_of(connection_in(told, connection), connection); });
}

std::vector<std::string> frames_of_stream(const Json& connection, std::uint32_t stream) {
  constexpr std::size_t most = 8;
  std::vector<std::string> lines;
  for (const Json& each : connection.value("frames", Json())) {
    if (each.at("stream").get<std::uint32_t>() == stream) lines.push_back(line_of(each));
  }
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - most);
  if (!lines.empty()) lines.insert(lines.begin(), "  last frames; → was sent by the server:");
  return lines;
}

}  // namespace weft::cli::status
