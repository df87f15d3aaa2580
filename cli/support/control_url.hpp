// The control endpoint of a running server, as the command line names it: "unix:/path" or "http://host:port".
//
//   option->check(CLI::Validator(check_control_url, ""));
//   const ControlPlace place = control_place(url);         // GET place.base + "/status", over place.socket if there is
//   one
#pragma once

#include <string>

namespace weft::cli {

inline constexpr const char* usual_control_url = "unix:/run/weft.sock";

struct ControlPlace {
  // The path of its UNIX socket; empty for a port.
  std::string socket;
  // "http://localhost", without a slash at its end.
  std::string base;
};

// Empty, or why this is no such URL.
std::string check_control_url(const std::string& url);
// The URL has been checked.
ControlPlace control_place(const std::string& url);

}  // namespace weft::cli
