// Why a stream is slow: the verdict of the server as lines, the sentence first, and the last frames of the stream where
// the server keeps them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cli::status {

struct StreamName {
  std::uint64_t connection = 0;
  std::uint32_t stream = 0;

  friend bool operator==(const StreamName&, const StreamName&) = default;
};

// "7:41". Nothing for other text.
std::optional<StreamName> parse_stream_name(std::string_view text);

// `json` is what a server tells of its streams. Without a name: of the worst. Throws std::runtime_error where the
// server has no such stream, and for a text that is not that.
std::vector<std::string> why_lines(const std::string& json, const std::optional<StreamName>& name);
// The verdict alone, as the server tells it: "null" where no stream waits.
std::string why_json(const std::string& json, const std::optional<StreamName>& name);

}  // namespace weft::cli::status
