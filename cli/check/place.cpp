#include <cli/check/place.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace weft::cli::check {

Place place_of(const std::string& url, const Trust& trust) {
  const auto parsed = http::parse_url(url);
  if (!parsed) throw std::runtime_error(fmt::format("{}: {}", url, to_string(parsed.error())));
  Place place{.url = *parsed};
  if (place.url.scheme == http::Scheme::http) return place;
  io::TlsClientOptions options;
  options.alpn = {"h2"};
  options.verify = trust.insecure ? io::VerifyPeer::no : io::VerifyPeer::yes;
  options.trusted_file = trust.file;
  // A case must not depend on the session of another.
  options.most_sessions = 0;
  place.tls = io::TlsContext::client(options);
  return place;
}

}  // namespace weft::cli::check
