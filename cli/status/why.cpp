#include <cli/status/why.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>

#include <cli/status/frame_lines.hpp>
#include <cli/status/told.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
  return done.ec == std::errc() && done.ptr == std::to_address(text.end()) && number != 0;
}

// Without a name: of the worst.
const Json& verdict_in(const Json& told, const std::optional<StreamName>& name) {
  if (!name) return told.at("verdict");
  return stream_in(connection_in(told, name->connection), name->stream).at("verdict");
}

// A terminal must not obey what a server says.
std::vector<std::string> lines_of_verdict(const Json& verdict) {
  if (verdict.is_null()) return {"no stream waits: weft status --streams lists those that are under way"};
  std::vector<std::string> lines = {printable(verdict.at("sentence").get<std::string>())};
  if (!verdict.at("wait").is_null()) {
    lines.push_back("  cause: " + printable(verdict.at("wait").get<std::string>()) +
                    ", side: " + printable(verdict.at("side").get<std::string>()));
  }
  for (const Json& each : verdict.at("proof")) lines.push_back("  " + printable(each.get<std::string>()));
  return lines;
}

// The last frames of the stream that the verdict is on, where the server keeps them.
std::vector<std::string> frames_beneath(const Json& verdict, const Json& told) {
  if (verdict.is_null()) return {};
  const Json& connection = connection_in(told, verdict.at("connection").get<std::uint64_t>());
  return frames_of_stream(connection, verdict.at("stream").get<std::uint32_t>());
}

std::vector<std::string> lines_in(const Json& told, const std::optional<StreamName>& name) {
  const Json& verdict = verdict_in(told, name);
  auto lines = lines_of_verdict(verdict);
  std::ranges::move(frames_beneath(verdict, told), std::back_inserter(lines));
  add_missing(told, "streams", lines);
  return lines;
}

}  // namespace

std::optional<StreamName> parse_stream_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  StreamName name;
  if (colon == text.npos || !read(text.substr(0, colon), name.connection) ||
      !read(text.substr(colon + 1), name.stream)) {
    return std::nullopt;
  }
  return name;
}

std::vector<std::string> why_lines(const std::string& json, const std::optional<StreamName>& name) {
  return read_streams(json, [&](const Json& told) { return lines_in(told, name); });
}

std::string why_json(const std::string& json, const std::optional<StreamName>& name) {
  return read_streams(json, [&](const Json& told) { return verdict_in(told, name).dump(2); }) + '\n';
}

}  // namespace weft::cli::status
