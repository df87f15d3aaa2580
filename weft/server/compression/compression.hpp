// Responses are compressed while they are sent: which of them, and in which coding (RFC 9110 8.4 and 12.5.3).
//
//   server.compress({});                                // text of at least 1 KiB, as the client's Accept-Encoding says
//
// BREACH: a client learns what a response keeps secret from how long it is, where the response repeats what others made
// the client ask for. So a response with Set-Cookie is never compressed unless told. A handler whose page has a secret
// and repeats parts of the request keeps it as it is by `cache-control: no-transform`.
//
// A response with a Content-Encoding, a part of a file, and an answer without content stay as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/http/head.hpp>
#include <weft/server/handlers/file_coding.hpp>

namespace weft::server {

struct CompressionOptions {
  // Media types; a "*" is any text.
  std::vector<std::string> types = {
      "text/*",           "application/javascript", "application/json",   "application/manifest+json",
      "application/wasm", "application/xml",        "application/*+json", "application/*+xml",
      "image/svg+xml"};
  // Shorter bodies are sent as they are. One whose length is not known counts as long.
  std::uint64_t min_length = 1024;
  // The first one goes before another that the client likes as much.
  std::vector<FileCoding> codings = {FileCoding::br, FileCoding::zstd, FileCoding::gzip};
  // Octets of compressed files that each thread keeps for each folder.
  std::size_t cache = 16 * 1024 * 1024;
  // Also where the response has Set-Cookie.
  bool cookies = false;

  bool operator==(const CompressionOptions&) const = default;
};

class Compression {
 public:
  // Throws std::invalid_argument for a coding that is none, or one that stands twice.
  explicit Compression(CompressionOptions options);

  const CompressionOptions& options() const { return options_; }

  // The response depends on the Accept-Encoding of its request. `length` is that of the body.
  bool fits(const http::RequestHead& request, const http::ResponseHead& response, std::string_view media_type,
            std::optional<std::uint64_t> length) const;
  // Nothing: as it is.
  std::optional<FileCoding> choose(const http::Fields& request) const;

 private:
  bool is_type(std::string_view media_type) const;

  CompressionOptions options_;
};

void add_vary_by_coding(http::ResponseHead& response);
// RFC 9110 8.8.1: octets that a compressor made may be others the next time, so a tag for them is weak.
std::string weak_tag(std::string_view tag);
// The head of a response says that its body is in that coding.
void set_coding(http::ResponseHead& response, FileCoding coding);

}  // namespace weft::server
