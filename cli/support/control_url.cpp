#include <cli/support/control_url.hpp>

#include <string_view>

#include <fmt/format.h>

namespace weft::cli {
namespace {

constexpr std::string_view unix_scheme = "unix:";

}  // namespace

std::string check_control_url(const std::string& url) {
  const bool fits = url.starts_with(unix_scheme) ? url.size() > unix_scheme.size() : url.starts_with("http://");
  return fits ? "" : fmt::format("expected unix:/path or http://host:port, not {}", url);
}

ControlPlace control_place(const std::string& url) {
  if (url.starts_with(unix_scheme)) return {.socket = url.substr(unix_scheme.size()), .base = "http://localhost"};
  return {.socket = {}, .base = url.substr(0, url.find_last_not_of('/') + 1)};
}

}  // namespace weft::cli
