#include <weft/server/middlewares/security_headers.hpp>

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weft/server/check_field.hpp>
#include <weft/server/middlewares/lasting_field.hpp>

namespace weft::server {
namespace {

using FieldLine = std::pair<std::string_view, std::string>;

std::vector<FieldLine> lines_of(const SecurityHeaders& options) {
  const FieldLine all[] = {{"x-content-type-options", options.content_type_options},
                           {"x-frame-options", options.frame_options},
                           {"referrer-policy", options.referrer_policy},
                           {"cross-origin-opener-policy", options.cross_origin_opener_policy},
                           {"content-security-policy", options.content_security_policy},
                           {"permissions-policy", options.permissions_policy}};
  std::vector<FieldLine> lines;
  for (const auto& [name, value] : all) {
    if (!value.empty()) lines.emplace_back(name, check_field(name, value));
  }
  return lines;
}

// RFC 6797 6.1
std::string hsts_of(const SecurityHeaders& options) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.hsts).count();
  if (seconds < 0) throw std::invalid_argument("security_headers(): hsts is a time to come");
  if (seconds == 0) return {};
  return fmt::format("max-age={}{}", seconds, options.hsts_subdomains ? "; includeSubDomains" : "");
}

}  // namespace

// RFC 6797 7.2: "An HSTS Host MUST NOT include the STS header field in HTTP responses conveyed over non-secure
// transport."
Middleware security_headers(const SecurityHeaders& options) {
  return [lines = lines_of(options), hsts = hsts_of(options)](Context& c, Next next) {
    for (const auto& [name, value] : lines) set_lasting(c, name, value);
    if (c.secure() && !hsts.empty()) set_lasting(c, "strict-transport-security", hsts);
    next();
  };
}

}  // namespace weft::server
