#include <weft/client/policy/public_suffix.hpp>

#include <libpsl.h>

#include <algorithm>
#include <string>

namespace weft::client {

namespace {

// The newest list that there is: the system's file, or the one that libpsl was built with. It lives as long as the
// process.
const psl_ctx_t* suffixes() {
  static const psl_ctx_t* const list = psl_latest(nullptr);
  return list;
}

}  // namespace

bool is_address(std::string_view host) {
  if (host.find(':') != host.npos) return true;
  // RFC 3696 2: a top-level domain is "not all-numeric".
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_public_suffix(std::string_view domain) {
  // Without a list every domain might be one.
  return suffixes() == nullptr || psl_is_public_suffix(suffixes(), std::string(domain).c_str()) != 0;
}

std::string_view registered_domain(std::string_view host) {
  if (is_address(host) || suffixes() == nullptr) return host;
  const std::string text(host);
  const char* const found = psl_registrable_domain(suffixes(), text.c_str());
  return found == nullptr ? host : host.substr(static_cast<std::size_t>(found - text.c_str()));
}

}  // namespace weft::client
