// The head of a request or a response. Heads own the text they point to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/http/fields.hpp>
#include <weft/http/method.hpp>
#include <weft/http/status.hpp>

namespace weft::http {

enum class Version : std::uint8_t { http10, http11, http2 };

// "HTTP/1.0", "HTTP/1.1", "HTTP/2": as cs-version shows it.
std::string_view to_string(Version version);

// Views point into fields.arena() or to literals. An engine has validated the whole head before a handler sees it.
struct RequestHead {
  Version version = Version::http2;
  Method method = Method::get;
  std::string_view method_text = "GET";
  std::string_view scheme{};
  // host[:port] without user information. Empty where the request has none.
  std::string_view authority{};
  // Path and query as sent: starts with "/", or is "*" for OPTIONS, or empty for CONNECT.
  std::string_view path{};
  // RFC 8441: the :protocol of an extended CONNECT; empty otherwise.
  std::string_view protocol{};
  // Regular fields in the order received. `host` is not among them: see authority.
  Fields fields{};
  std::optional<std::uint64_t> content_length{};

  // Makes the head ready for the next request; keeps its memory.
  void clear();
};

struct ResponseHead {
  Version version = Version::http2;  // of a received one; ignored when sending
  Status status = Status::ok;
  Fields fields{};
  std::optional<std::uint64_t> content_length{};

  void clear();
};

}  // namespace weft::http
