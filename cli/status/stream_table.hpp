// The streams of a server as a table: a line each, under the name that `weft status why` takes.
//
//   stream  request          status  order  wait           for    side    window  unsent     sent
//     7:41  GET /big.json    200     u3     stream_window  2.9 s  client       0  1.4 MiB  64 KiB
#pragma once

#include <string>
#include <vector>

#include <cli/status/picture.hpp>

namespace weft::cli::status {

// `json` is what a server tells of its streams. Throws std::runtime_error for a text that is not that.
std::vector<std::string> table_of_streams(const std::string& json, const Look& look);

}  // namespace weft::cli::status
