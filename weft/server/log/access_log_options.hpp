// Where a log goes, and how its lines are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <weft/server/log/log_rotation.hpp>

namespace weft::server {

enum class LogFormat : std::uint8_t {
  w3c,       // w3c_format.hpp
  combined,  // combined_format.hpp
  json,      // json_format.hpp
};

// By the words that configuration and command line have for them.
inline constexpr std::array<std::pair<std::string_view, LogFormat>, 3> log_formats = {
    {{"w3c", LogFormat::w3c}, {"combined", LogFormat::combined}, {"json", LogFormat::json}}};

// LogFields::usual.
std::string usual_log_fields();

struct AccessLogOptions {
  // "-": standard output.
  std::string path = "-";
  // Names of fields, in the order of the line; for w3c and json. log_fields.hpp lists them.
  std::string fields = usual_log_fields();
  LogFormat format = LogFormat::w3c;
  // When the file is moved away and made anew; for a file of its own alone.
  LogRotation rotation = {};
  // Octets that may wait for the disk.
  std::size_t pending = 4 * 1024 * 1024;

  friend bool operator==(const AccessLogOptions&, const AccessLogOptions&) = default;
};

}  // namespace weft::server
