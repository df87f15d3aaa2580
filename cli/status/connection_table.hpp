// The connections of a server as a table: a line each, columns as wide as they must be.
//
//    id  peer             version   tls      state   age         last   streams  requests  in       out
//     7  192.0.2.1:51234  HTTP/2    TLSv1.3  active  1 min 05 s  2 s          3        12  1.2 KiB  3.4 MiB
#pragma once

#include <string>
#include <vector>

#include <cli/status/picture.hpp>

namespace weft::cli::status {

// `json` is what a server tells of its connections. Throws std::runtime_error for a text that is not that.
std::vector<std::string> table_of_connections(const std::string& json, const Look& look);

}  // namespace weft::cli::status
