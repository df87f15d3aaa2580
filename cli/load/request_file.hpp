// Requests from a JSON file: a list of objects, each with any of
//
//   "method": "POST"                               // without: GET, or POST where there is a body
//   "path": "/search?q=weft"                       // without: /
//   "fields": {"accept": "text/html", "cookie": ["a=1", "b=2"]}
//   "body": "text"       or       "body_file": "beside-this-file.bin"
//
//   const Requests requests = read_requests("requests.json");       // `-` is the standard input
#pragma once

#include <string>
#include <string_view>

#include <cli/load/request.hpp>

namespace weft::cli::load {

// Throws std::runtime_error in one line: the file, line and column, what was expected there.
Requests read_requests(const std::string& path);

// Adds "name: value" to a request; false if that is no field.
bool add_field(Request& request, std::string_view line);

}  // namespace weft::cli::load
