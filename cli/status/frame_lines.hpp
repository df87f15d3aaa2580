// The last frames of a connection as lines, one each, as weft inspect has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace weft::cli::status {

// `json` is what a server tells of its streams. Throws std::runtime_error where it has no such connection, or keeps no
// frames of it.
std::vector<std::string> frames_of_connection(const std::string& json, std::uint64_t connection);

// The newest of one stream, a few of them, beneath a headline; nothing where there are none. `connection` is one of
// that text.
std::vector<std::string> frames_of_stream(const nlohmann::ordered_json& connection, std::uint32_t stream);

}  // namespace weft::cli::status
