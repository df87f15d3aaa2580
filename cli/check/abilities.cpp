#include <cli/check/abilities.hpp>

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/support/counted.hpp>

namespace weft::cli::check {

namespace {

std::vector<std::string_view> versions_of(const conformance::Peer& server) {
  std::vector<std::string_view> versions;
  if (server.http11) versions.emplace_back("HTTP/1.1");
  if (server.scheme != "https") {
    versions.emplace_back("HTTP/2 in clear");
  } else if (server.tls12) {
    versions.emplace_back(server.tls13 ? "HTTP/2 over TLS 1.2 and 1.3" : "HTTP/2 over TLS 1.2");
  } else {
    versions.emplace_back("HTTP/2 over TLS 1.3");
  }
  if (server.rsa) versions.emplace_back("an RSA certificate");
  if (server.extended_connect) versions.emplace_back("extended CONNECT");
  return versions;
}

}  // namespace

std::string words_of(const conformance::Peer& server) {
  const bool is_limited = server.max_concurrent_streams != conformance::Peer::no_limit;
  return fmt::format("{}; {} at a time, frames of {}, a table of {}, an answer of {}",
                     fmt::join(versions_of(server), ", "),
                     is_limited ? counted(server.max_concurrent_streams, "stream") : "any number of streams",
                     counted(server.max_frame_size, "octet"), counted(server.header_table_size, "octet"),
                     counted(server.body, "octet"));
}

}  // namespace weft::cli::check
