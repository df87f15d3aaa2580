// Lines that tell of responses and failures. Text of a server is made printable.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <cli/get/exit.hpp>
#include <cli/get/listener.hpp>
#include <weft/base/result.hpp>
#include <weft/client/client.hpp>

namespace weft::cli::get {

// "200  HTTP/2  application/json  214 B  in 9.8 ms (new connection, TLS 1.3)". `octets` are those of the body, wherever
// it is.
std::string head_line(const Response& response, std::uint64_t octets);
// "https://…: 404 Not Found"
std::string status_line(const std::string& url, const Response& response);
// "https://…: connect: connection_refused; is the server running, and on this port?"
std::string failure_line(const std::string& url, const ClientError& error);

// "pushed  200  text/css  3 B  /style.css"
std::string pushed_line(const Response& response);

// A line for each part of the time, with a bar where it lies. `window` is how long the client let nothing through.
std::string timing_lines(const Timing& timing, Duration window);
// "HTTP/2 because alpn_h2 · certificate *.example.org (61 days) · …": no part of it depends on the moment of the
// response.
std::string reasons_of(const Response& response, const std::optional<Allowed>& allowed,
                       std::chrono::system_clock::time_point now);
// The reasons, and what the response took. `connections` is their number in all.
std::string why_line(const Response& response, const std::optional<Allowed>& allowed, std::size_t connections,
                     std::chrono::system_clock::time_point now);
// The same on lines of so many columns: it is broken before " · " alone.
std::string folded(std::string_view line, std::size_t columns);

// A line of words on lines of so many columns, the further ones indented.
std::string wrapped(std::string_view line, std::size_t columns);

// Status and fields, as -I prints them.
std::string head_text(const Response& response);
// The body as a terminal may have it, JSON with a line for each member; or why it is not for a terminal.
Result<std::string, std::string> for_terminal(const Response& response);

// An object on one line, for programs. `path` is that of the file with the body; empty for standard output.
std::string json_line(const std::string& url, const ClientResult& result, Exit exit, const std::string& path,
                      std::uint64_t octets);

// The same of a response that was pushed, under "pushed_url".
std::string pushed_json_line(const Response& response);

inline double in_ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}
// "214 B", "1.4 MiB".
std::string octets_text(std::uint64_t octets);

}  // namespace weft::cli::get
