// The answer of a server.
#pragma once

#include <string>
#include <string_view>

#include <weft/client/version.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>

namespace weft {

struct Response {
  http::Status status{};
  // The version that was spoken, and why.
  http::Version version{};
  VersionReason why{};
  http::Fields fields;
  http::Fields trailers;
  std::string body;

  // 200 to 299.
  bool ok() const { return http::code(status) / 100 == 2; }
};

}  // namespace weft
