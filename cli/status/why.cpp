#include <cli/status/why.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/status/frame_lines.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

using Json = nlohmann::ordered_json;

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
  return done.ec == std::errc() && done.ptr == std::to_address(text.end()) && number != 0;
}

const Json& find(const Json& list, std::uint64_t id, const std::string& missing) {
  for (const Json& each : list) {
    if (each.at("id").get<std::uint64_t>() == id) return each;
  }
  throw std::runtime_error(missing);
}

const Json& verdict_on(const Json& json, const StreamName& name) {
  const Json& connection =
      find(json.at("connections"), name.connection,
           fmt::format("there is no connection {}: weft status -c lists those that are open", name.connection));
  const Json& stream =
      find(connection.at("streams"), name.stream,
           fmt::format("connection {} has no stream {} under way: the access log tells of requests that "
                       "have ended",
                       name.connection, name.stream));
  return stream.at("verdict");
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
  for (const Json& each : told.at("connections")) {
    if (each.at("id") == verdict.at("connection")) {
      return frames_of_stream(each, verdict.at("stream").get<std::uint32_t>());
    }
  }
  return {};
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
  try {
    const Json told = Json::parse(json);
    const Json& verdict = name ? verdict_on(told, *name) : told.at("verdict");
    auto lines = lines_of_verdict(verdict);
    std::ranges::move(frames_beneath(verdict, told), std::back_inserter(lines));
    if (!told.at("complete").get<bool>())
      lines.emplace_back("a thread of the server has not answered: its streams are missing");
    return lines;
  } catch (const Json::exception& wrong) {
    throw std::runtime_error(fmt::format("these are not the streams of a weft server: {}", wrong.what()));
  }
}

}  // namespace weft::cli::status
