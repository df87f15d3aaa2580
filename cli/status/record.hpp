// The order to record: weft status record.
#pragma once

#include <cstdint>
#include <string>

namespace weft::cli::status {

struct RecordWishes {
  std::uint64_t seconds = 30;
  std::uint64_t limit = 100;
  // "64M": octets.
  std::string size = "64M";
};

// Empty, or why this is no size.
std::string check_size(const std::string& text);
// "/record?seconds=30&limit=100&size=67108864"
std::string record_path(const RecordWishes& wishes);
// The server's answer to the order, in a line. Throws std::runtime_error where that is no answer of a weft server.
std::string record_line(const std::string& json);
// The server's words against an order.
std::string objection_of(const std::string& json);

}  // namespace weft::cli::status
