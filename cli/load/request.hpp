// A request, as the command line or a file of requests says it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace weft::cli::load {

struct Request {
  std::string method = "GET";
  std::string path = "/";  // and query
  // Names in lower case.
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};
};

// Each connection asks for these requests in this order, again and again. At least one.
using Requests = std::vector<Request>;

}  // namespace weft::cli::load
