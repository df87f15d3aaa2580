#include <cli/status/frame_lines.hpp>

#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

using Json = nlohmann::ordered_json;

// A terminal must not obey what a server says.
std::string line_of(const Json& frame) {
  std::string flags;
  for (const Json& each : frame.at("flags")) flags += "   " + printable(each.get<std::string>());
  const bool is_sent = frame.at("direction").get<std::string>() == "sent";
  return fmt::format("  {:>8.3f} s ago  {}  {:<13} {:<5} {} B{}", frame.at("age").get<double>(), is_sent ? "→" : "←",
                     printable(frame.at("type").get<std::string>()), frame.at("stream").get<std::uint32_t>(),
                     grouped(frame.at("length").get<std::uint64_t>()), flags);
}

const Json& connection_of(const Json& told, std::uint64_t id) {
  for (const Json& each : told.at("connections")) {
    if (each.at("id").get<std::uint64_t>() == id) return each;
  }
  throw std::runtime_error(fmt::format("there is no connection {}: weft status -c lists those that are open", id));
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
  try {
    return lines_of(connection_of(Json::parse(json), connection), connection);
  } catch (const Json::exception& wrong) {
    throw std::runtime_error(fmt::format("these are not the streams of a weft server: {}", wrong.what()));
  }
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
