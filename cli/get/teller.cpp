#include <cli/get/teller.hpp>

#include <unistd.h>

#include <fmt/format.h>

#include <cli/get/printing.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::get {

Teller::Teller(const GetOptions& options, const Listener& listener, Screen& screen)
    : options_(options), listener_(listener), screen_(screen), out_is_terminal_(::isatty(STDOUT_FILENO) != 0) {}

void Teller::tell_of(const std::string& url, const Destination& destination, const ClientResult& result) {
  if (result && result->connection) connections_.insert(result->connection->id);
  const std::uint64_t octets = octets_of(destination, result);
  const Exit exit = result ? take_response(url, destination, *result, octets) : verdict_on(result.error()).exit;
  if (!result && !options_.json) say(failure_line(url, result.error()));
  if (options_.json) screen_.tell(json_line(url, result, exit, destination.path, octets));
  failed(exit);
}

void Teller::failed(Exit exit) {
  if (exit_ == Exit::ok) exit_ = exit;
}

void Teller::tell_why(const Response& response) {
  const auto allowed = response.connection ? listener_.allowed_by(response.connection->id) : std::nullopt;
  const auto now = std::chrono::system_clock::now();
  // Most responses have the same reasons; round trips and connections depend on when a response came.
  if (!whys_.insert(reasons_of(response, allowed, now)).second) return;
  screen_.tell(folded(why_line(response, allowed, connections_.size(), now), screen_.size().columns));
}

Exit Teller::take_response(const std::string& url, const Destination& destination, const Response& response,
                           std::uint64_t octets) {
  const bool for_a_person = screen_.is_terminal() && (out_is_terminal_ || destination.is_file());
  const bool has_head_line = for_a_person && !options_.silent && !options_.json && !options_.head_only;
  const bool is_one_of_many = options_.urls.size() > 1;
  if (is_one_of_many && (has_head_line || options_.timing)) screen_.tell(printable(url) + '\n');
  if (has_head_line) say(head_line(response, octets));
  if (const auto problem = write(destination, response)) {
    if (!options_.json) say(fmt::format("weft: {}\n", *problem));
    return Exit::write;
  }
  if (options_.timing) tell_timing(response);
  if (is_fine(response)) return Exit::ok;
  if (!has_head_line && !options_.json) say(status_line(url, response));
  return Exit::status;
}

bool Teller::is_fine(const Response& response) const {
  return http::code(response.status) < 400 || options_.no_fail || response.in_file;
}

// For a person: a pipe has lines without end.
void Teller::say(const std::string& line) const {
  screen_.tell(wrapped(line, screen_.size().columns));
}

void Teller::tell_timing(const Response& response) const {
  const auto now = std::chrono::steady_clock::now();
  const auto window =
      response.connection ? listener_.windows_closed(response.connection->id, response.message, now) : Duration();
  screen_.tell(timing_lines(response.timing, window));
}

std::optional<std::string> Teller::write(const Destination& destination, const Response& response) const {
  if (out_is_terminal_) screen_.clear();
  if (options_.head_only) return write_body(destination, head_text(response));
  if (response.in_file) return std::nullopt;
  // The part of the file that is there stays.
  if (destination.resumes) return std::nullopt;
  if (destination.is_file() || !out_is_terminal_) return write_body(destination, response.body);
  const auto text = for_terminal(response);
  return text ? write_standard_output(*text) : std::optional(text.error());
}

}  // namespace weft::cli::get
