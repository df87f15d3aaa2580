#include <cli/get/run.hpp>

#include <unistd.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <cli/get/arrivals.hpp>
#include <cli/get/asking.hpp>
#include <cli/get/board.hpp>
#include <cli/get/har.hpp>
#include <cli/get/listener.hpp>
#include <cli/get/output.hpp>
#include <cli/get/painter.hpp>
#include <cli/get/push_taker.hpp>
#include <cli/get/screen.hpp>
#include <cli/get/teller.hpp>
#include <weft/io/tls_certificate.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/session/recordings.hpp>
#include <weft/session/trace_fork.hpp>

namespace weft::cli::get {

namespace {

// Shells report the end by a signal with this base.
constexpr int exit_code_of_signals = 128;

void check_pinned_keys(const std::vector<std::string>& keys) {
  try {
    io::TlsContext::client({.verify = io::VerifyPeer::no, .pinned_keys = keys});
  } catch (const io::TlsError& error) {
    throw CLI::ValidationError("--pinnedpubkey", error.what());
  }
}

// Why a certificate of the user's own cannot be used.
std::optional<std::string> fault_of_certificate(const GetOptions& options) {
  if (options.certificate_file.empty()) return std::nullopt;
  const std::string& key = options.key_file.empty() ? options.certificate_file : options.key_file;
  try {
    static_cast<void>(io::TlsCertificate::from_pem_files(options.certificate_file, key));
  } catch (const io::TlsError& error) {
    return error.what();
  }
  return std::nullopt;
}

session::Recordings::Options recordings_of(const GetOptions& options, Screen& screen) {
  return {.file = options.record_file, .values = options.record_values, .tell = [&screen](const std::string& why) {
            screen.tell(fmt::format("weft: --record: {}\n", why));
          }};
}

Client make_client(const GetOptions& options, session::TraceUser* trace, PushTaker& pushes) {
  ClientOptions client = client_options(options);
  if (options.push) pushes.add_to(client);
  client.connection.trace = trace;
  check_pinned_keys(options.pinned_keys);
  try {
    return Client(std::move(client));
  } catch (const io::TlsError& error) {
    throw CLI::ValidationError("--cacert", error.what());
  }
}

// Bars are for a person: not where standard output leads somewhere that cannot be seen.
bool shows_bars(const GetOptions& options, const std::vector<Destination>& to, const Screen& screen) {
  const bool out_is_terminal = ::isatty(STDOUT_FILENO) != 0;
  const auto is_seen = [&](const Destination& each) { return out_is_terminal || each.is_file(); };
  return screen.can_draw() && !options.silent && !options.json && std::all_of(to.begin(), to.end(), is_seen);
}

// One for each redirect on its way, and one for its end.
void add_entries(std::vector<HarEntry>& entries, HarEntry last, const std::vector<Hop>& hops,
                 const Listener& listener) {
  const auto heads_of = [&listener](const ClientResult& result) {
    const bool has_connection = result && result->connection;
    return has_connection ? listener.heads_of(result->connection->id, result->message) : SeenHeads();
  };
  for (const Hop& hop : hops) {
    entries.push_back({.url = std::exchange(last.url, hop.url),
                       .method = std::exchange(last.method, hop.method),
                       .asked = last.asked,
                       .result = hop.response,
                       .before = std::exchange(last.before, hop.response->timing.total),
                       .heads = heads_of(hop.response),
                       .octets = hop.response->wire_octets});
  }
  last.heads = heads_of(last.result);
  entries.push_back(std::move(last));
}

std::optional<std::string> fault_of_har(const GetOptions& options, const Asking& asking,
                                        const std::vector<Destination>& to, const Listener& listener) {
  if (options.har_file.empty()) return std::nullopt;
  std::vector<HarEntry> entries;
  for (std::size_t i = 0; i < options.urls.size(); ++i) {
    const ClientResult& result = *asking.results()[i];
    const HarEntry last{.url = options.urls[i],
                        .method = method_for(options),
                        .asked = asking.begun_at()[i],
                        .result = result,
                        .octets = octets_of(to[i], result)};
    add_entries(entries, last, asking.hops_of(i), listener);
  }
  const auto written = write_har(options.har_file, entries);
  return written ? std::nullopt : std::optional(written.error());
}

}  // namespace

int run(const GetOptions& options) {
  const auto to = destinations(options);
  Screen screen;
  if (const auto fault = fault_of_certificate(options)) {
    screen.tell(fmt::format("weft: -E: {}\n", *fault));
    return static_cast<int>(Exit::client_certificate);
  }
  Listener listener(options.verbose, screen);
  Board board(options.urls);
  Arrivals arrivals;
  const bool has_bars = shows_bars(options, to, screen);
  const bool is_watched = has_bars || options.verbose > 0 || options.why || options.timing || !options.har_file.empty();
  if (!options.har_file.empty()) listener.keep_heads();
  PushTaker pushes(options, screen, arrivals);
  session::Recordings recordings(http::Role::client, recordings_of(options, screen));
  session::TraceFork both(listener, recordings);
  session::TraceUser* const watching = is_watched ? &listener : nullptr;
  session::TraceUser* const recording = is_watched ? static_cast<session::TraceUser*>(&both) : &recordings;
  const Client client = make_client(options, options.record_file.empty() ? watching : recording, pushes);
  Asking asking(options, client, to, arrivals, board, listener);
  Teller teller(options, listener, screen);
  const auto began = std::chrono::steady_clock::now();
  listener.count_from(began);
  Painter painter(board, listener, screen, began);
  const auto paint = [&painter] { painter.paint(std::chrono::steady_clock::now()); };
  asking.begin();
  const auto& results = asking.results();
  for (std::size_t told = 0; told < results.size() || pushes.has_some_under_way();) {
    if (!asking.take(has_bars ? paint : std::function<void()>())) {
      screen.clear();
      asking.give_up();
      return exit_code_of_signals + Interrupt::caught();
    }
    for (; told < results.size() && results[told]; ++told) teller.tell_of(options.urls[told], to[told], *results[told]);
  }
  screen.clear();
  for (const auto& result : results) {
    if (options.why && *result) teller.tell_why(**result);
  }
  if (const auto fault = fault_of_har(options, asking, to, listener)) {
    screen.tell(fmt::format("weft: --har: {}\n", *fault));
    teller.failed(Exit::write);
  }
  return static_cast<int>(teller.exit());
}

}  // namespace weft::cli::get
