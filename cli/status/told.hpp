// Texts of a control endpoint, read: the one way to all that weft status shows.
//
//   return read_streams(text, [&](const Json& streams) { return row_of(connection_in(streams, 7)); });
//
// A text that is not as expected is a std::runtime_error, also where `read` finds that out.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weft::cli::status {

using Json = nlohmann::ordered_json;

// `what` begins the complaint: "this is not the status".
template <class Read>
auto read_told(const std::string& text, std::string_view what, const Read& read) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& wrong) {
    throw std::runtime_error(fmt::format("{} of a weft server: {}", what, wrong.what()));
  }
}

// The answer to /streams.
template <class Read>
auto read_streams(const std::string& text, const Read& read) {
  return read_told(text, "these are not the streams", read);
}

// Both look in the answer to /streams, and throw std::runtime_error where it has none of that id.
const Json& connection_in(const Json& streams, std::uint64_t id);
const Json& stream_in(const Json& connection, std::uint32_t id);

// A line more where a thread of the server is stuck: "its streams are missing".
void add_missing(const Json& told, std::string_view whose, std::vector<std::string>& lines);

}  // namespace weft::cli::status
