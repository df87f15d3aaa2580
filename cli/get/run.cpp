#include <cli/get/run.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <cli/get/arrivals.hpp>
#include <cli/get/listener.hpp>
#include <cli/get/output.hpp>
#include <cli/get/printing.hpp>
#include <weft/base/printable.hpp>
#include <weft/client/reason.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::cli::get {

namespace {

// As many as servers take on one connection: RFC 9113 6.5.2 recommends no smaller limit.
constexpr std::size_t most_at_once = 100;
// Shells report the end by a signal with this base.
constexpr int exit_code_of_signals = 128;

void tell(const std::string& lines) {
  std::fputs(lines.c_str(), stderr);
}

// The width of the terminal at standard error. A line in a file or on a pipe has no end.
std::size_t columns_of_terminal() {
  winsize size{};
  const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : std::numeric_limits<std::size_t>::max();
}

Client make_client(const GetOptions& options, Listener& listener) {
  ClientOptions client = client_options(options);
  if (options.verbose > 0 || options.why) client.connection.trace = &listener;
  try {
    return Client(std::move(client));
  } catch (const io::TlsError& error) {
    throw CLI::ValidationError("--cacert", error.what());
  }
}

// Tells of one result after the other.
class Teller {
 public:
  Teller(const GetOptions& options, const Listener& listener)
      : options_(options),
        listener_(listener),
        out_is_terminal_(::isatty(STDOUT_FILENO) != 0),
        err_is_terminal_(::isatty(STDERR_FILENO) != 0),
        columns_(columns_of_terminal()) {}

  void tell_of(const std::string& url, const Destination& destination, const ClientResult& result) {
    if (result && result->connection) connections_.insert(result->connection->id);
    const std::uint64_t octets = octets_of(destination, result);
    const Exit exit = result ? take_response(url, destination, *result, octets) : verdict_on(result.error()).exit;
    if (!result && !options_.json) tell(failure_line(url, result.error()));
    if (options_.json) tell(json_line(url, result, exit, destination.path, octets));
    if (exit_ == Exit::ok) exit_ = exit;
  }
  // Behind all responses.
  void tell_why(const Response& response) {
    const auto allowed = response.connection ? listener_.allowed_by(response.connection->id) : std::nullopt;
    const auto line = why_line(response, allowed, connections_.size(), std::chrono::system_clock::now());
    // Most responses have the same reasons.
    if (whys_.insert(line).second) tell(folded(line, columns_));
  }

  Exit exit() const { return exit_; }

 private:
  // The client has written the body. It writes those of 2xx responses.
  bool is_in_file(const Destination& destination, const Response& response) const {
    return destination.is_file() && !options_.head_only && response.ok();
  }
  std::uint64_t octets_of(const Destination& destination, const ClientResult& result) const {
    if (!result) return 0;
    if (!is_in_file(destination, *result)) return result->body.size();
    std::error_code unknown;
    const auto octets = std::filesystem::file_size(destination.path, unknown);
    return unknown ? 0 : octets;
  }
  Exit take_response(const std::string& url, const Destination& destination, const Response& response,
                     std::uint64_t octets) {
    const bool for_a_person = err_is_terminal_ && (out_is_terminal_ || destination.is_file());
    const bool has_head_line = for_a_person && !options_.silent && !options_.json && !options_.head_only;
    const bool is_one_of_many = options_.urls.size() > 1;
    if (is_one_of_many && (has_head_line || options_.timing)) tell(printable(url) + '\n');
    if (has_head_line) tell(head_line(response, octets));
    if (const auto problem = write(destination, response)) {
      if (!options_.json) tell(fmt::format("weft: {}\n", *problem));
      return Exit::write;
    }
    if (options_.timing) tell(timing_lines(response.timing));
    if (http::code(response.status) < 400 || options_.no_fail) return Exit::ok;
    if (!has_head_line && !options_.json) tell(status_line(url, response));
    return Exit::status;
  }

  std::optional<std::string> write(const Destination& destination, const Response& response) const {
    if (options_.head_only) return write_body(destination, head_text(response));
    if (is_in_file(destination, response)) return std::nullopt;
    if (destination.is_file() || !out_is_terminal_) return write_body(destination, response.body);
    const auto text = for_terminal(response);
    return text ? write_standard_output(*text) : std::optional(text.error());
  }

  const GetOptions& options_;
  const Listener& listener_;
  const bool out_is_terminal_;
  const bool err_is_terminal_;
  const std::size_t columns_;
  std::set<std::uint64_t> connections_;
  std::set<std::string> whys_;
  Exit exit_ = Exit::ok;
};

// All requests, at most so many at once, and their results in the order of the command line.
class Asking {
 public:
  Asking(const GetOptions& options, const Client& client, const std::vector<Destination>& to, Arrivals& arrivals)
      : to_(to), arrivals_(arrivals), writes_file_(!options.head_only) {
    const std::string content = content_of(options);
    for (std::size_t i = 0; i < to.size(); ++i) {
      requests_.push_back(request_for(options, content, client, options.urls[i]));
      if (to[i].is_file() && writes_file_) requests_[i].to_file(to[i].path);
    }
    results_.resize(requests_.size());
    kept_.resize(requests_.size());
  }

  void begin() {
    while (begun_ < std::min(requests_.size(), most_at_once)) begin_next();
  }
  // Waits for the next result; false after a signal.
  bool take() {
    auto arrival = arrivals_.take();
    if (!arrival) return false;
    if (begun_ < requests_.size()) begin_next();
    const bool is_written = arrival->result && arrival->result->ok();
    if (!is_written) free_kept(arrival->place);
    results_[arrival->place] = std::move(arrival->result);
    return true;
  }
  const std::vector<std::optional<ClientResult>>& results() const { return results_; }
  // The requests that have begun will have no result: names that were kept for them are free again.
  void give_up() {
    for (std::size_t i = 0; i < begun_; ++i) {
      if (!results_[i]) free_kept(i);
    }
  }

 private:
  void free_kept(std::size_t place) {
    if (kept_[place]) free_name(to_[place]);
    kept_[place] = false;
  }
  void begin_next() {
    const std::size_t place = begun_++;
    auto problem = writes_file_ ? keep_name(to_[place]) : std::nullopt;
    kept_[place] = writes_file_ && !problem;
    if (problem) {
      const http::Close close = client::close_of(client::Reason::file_not_written);
      return arrivals_.put({place, fail(ClientError{.close = close, .detail = std::move(*problem)})});
    }
    // The client may outlive this.
    requests_[place].then(
        [&arrivals = arrivals_, place](ClientResult result) { arrivals.put({place, std::move(result)}); });
  }

  const std::vector<Destination>& to_;
  Arrivals& arrivals_;
  std::vector<ClientRequest> requests_;
  std::vector<std::optional<ClientResult>> results_;
  std::size_t begun_ = 0;
  // The client writes bodies that have a file; a head is no body.
  const bool writes_file_;
  // Names that are kept for a body that is to come.
  std::vector<bool> kept_;
};

}  // namespace

int run(const GetOptions& options) {
  const auto to = destinations(options);
  Listener listener(options.verbose);
  Arrivals arrivals;
  const Client client = make_client(options, listener);
  Asking asking(options, client, to, arrivals);
  Teller teller(options, listener);
  listener.count_from(std::chrono::steady_clock::now());
  asking.begin();
  const auto& results = asking.results();
  for (std::size_t told = 0; told < results.size();) {
    if (!asking.take()) {
      asking.give_up();
      return exit_code_of_signals + Interrupt::caught();
    }
    for (; told < results.size() && results[told]; ++told) teller.tell_of(options.urls[told], to[told], *results[told]);
  }
  for (const auto& result : results) {
    if (options.why && *result) teller.tell_why(**result);
  }
  return static_cast<int>(teller.exit());
}

}  // namespace weft::cli::get
