// Requests and responses, as browsers' developer tools read it: HAR 1.2, one entry for each URL, and for each redirect
// on its way.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <cli/get/listener.hpp>
#include <weft/base/result.hpp>
#include <weft/client/client.hpp>

namespace weft::cli::get {

struct HarEntry {
  std::string url;
  http::Method method;
  // When the tool has asked for the URL, …
  std::chrono::system_clock::time_point asked;
  const ClientResult& result;
  // … and the part of the result's times that belongs to the redirects before it.
  Duration before{};
  // Empty where no connection has carried it.
  SeenHeads heads = {};
  // The size of the body, wherever it is.
  std::uint64_t octets = 0;
};

std::string har_text(const std::vector<HarEntry>& entries);
// Says why the file cannot be written.
Result<void, std::string> write_har(const std::string& path, const std::vector<HarEntry>& entries);

}  // namespace weft::cli::get
