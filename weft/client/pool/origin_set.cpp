#include <weft/client/pool/origin_set.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

std::string name_of_origin(const http::Url& origin) {
  std::string name = fmt::format("{}:{}", origin.host, origin.port);
  std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
  return name;
}

// RFC 8336 2.2: "Each ASCII-Origin field in the frame's payload MUST be parsed as an ASCII serialization of an origin
// ([RFC6454], Section 6.2). If parsing fails, the field MUST be ignored." An origin without TLS is of no use here.
std::optional<std::string> origin_named_in(std::string_view entry) {
  const auto parts = http::split_url(entry);
  if (!parts || parts->scheme != http::Scheme::https || !parts->rest.empty()) return std::nullopt;
  const auto url = http::parse_url(entry);
  if (!url || url->user_info) return std::nullopt;
  return name_of_origin(*url);
}

}  // namespace

void OriginSet::insert(std::string name) {
  if (octets_ + name.size() > most_octets) return;
  const std::size_t size = name.size();
  if (names_.insert(std::move(name)).second) octets_ += size;
}

// RFC 8336 2.3: "When an ORIGIN frame is first received and successfully processed by a client, the connection's Origin
// Set is defined to contain an initial origin."
void OriginSet::add(const std::vector<std::string_view>& origins) {
  if (!std::exchange(initialized_, true)) insert(name_of_origin(initial_));
  for (const std::string_view entry : origins) {
    if (auto name = origin_named_in(entry)) insert(std::move(*name));
  }
}

// RFC 8336 2.3: "Upon receipt of a response with this status code, implementing clients MUST create the ASCII
// serialization of the corresponding request's origin (as per [RFC6454], Section 6.2) and remove it from the
// connection's Origin Set, if present."
void OriginSet::remove(const http::Url& origin) {
  removed_.insert(name_of_origin(origin));
}

// RFC 8336 2.4: "Once an Origin Set has been initialized for a connection, clients that implement this specification
// use it to help determine what the connection is authoritative for. Specifically, such clients MUST NOT consider a
// connection to be authoritative for an origin not present in the Origin Set".
bool OriginSet::has(const http::Url& origin) const {
  const std::string name = name_of_origin(origin);
  return !removed_.contains(name) && (!initialized_ || names_.contains(name));
}

}  // namespace weft::client
