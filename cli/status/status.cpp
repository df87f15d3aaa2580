#include <cli/status/status.hpp>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <cli/get/screen.hpp>
#include <cli/status/connection_table.hpp>
#include <cli/status/picture.hpp>
#include <cli/support/help.hpp>
#include <weft/client/client.hpp>

namespace weft::cli {
namespace {

constexpr std::string_view unix_scheme = "unix:";
constexpr std::chrono::seconds between_pictures(1);

struct StatusOptions {
  std::string url = "unix:/run/weft.sock";
  bool once = false;
  bool json = false;
  bool connections = false;
  std::size_t limit = 0;
};

// Asks a control endpoint, again and again over one connection.
class Asker {
 public:
  explicit Asker(const std::string& url) : url_(url), client_(options_of(url)) {}

  std::string ask(std::string_view query = {}) {
    const bool is_path = url_.starts_with(unix_scheme);
    const std::string base = is_path ? "http://localhost" : url_.substr(0, url_.find_last_not_of('/') + 1);
    const ClientResult result =
        client_.get(fmt::format("{}/status{}", base, query)).timeout(std::chrono::seconds(10)).wait();
    if (!result) throw std::runtime_error(fmt::format("{}: {}", url_, result.error().text()));
    if (!http::is_successful(result->status)) {
      throw std::runtime_error(fmt::format("{} answered {}: expected the control endpoint of a weft server", url_,
                                           http::code(result->status)));
    }
    return result->body;
  }

 private:
  static ClientOptions options_of(const std::string& url) {
    ClientOptions options;
    if (url.starts_with(unix_scheme)) options.unix_socket = url.substr(unix_scheme.size());
    return options;
  }

  std::string url_;
  Client client_;
};

std::string check_url(const std::string& url) {
  const bool fits = url.starts_with(unix_scheme) ? url.size() > unix_scheme.size() : url.starts_with("http://");
  return fits ? "" : fmt::format("expected unix:/path or http://host:port, not {}", url);
}

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

// Until a signal ends it, or the server.
void watch(Asker& asker, get::Screen& screen) {
  std::optional<status::Snapshot> before;
  for (;;) {
    auto now = status::parse_snapshot(asker.ask());
    const auto size = screen.size();
    auto lines = lines_of(now, before ? &*before : nullptr, {size.columns, screen.has_colours()});
    if (lines.size() >= size.rows) lines.resize(size.rows - 1);
    screen.draw(std::move(lines));
    before = std::move(now);
    std::this_thread::sleep_for(between_pictures);
  }
}

std::string query_of(const StatusOptions& options) {
  if (!options.connections) return {};
  return options.limit == 0 ? "?connections" : fmt::format("?connections&limit={}", options.limit);
}

void show(const StatusOptions& options) {
  Asker asker(options.url);
  if (options.json) {
    std::cout << asker.ask(query_of(options));
    return;
  }
  get::Screen screen(STDOUT_FILENO);
  if (options.connections) {
    return print(status::table_of_connections(asker.ask(query_of(options)), {.has_colours = screen.has_colours()}));
  }
  if (screen.can_draw() && !options.once) return watch(asker, screen);
  const std::size_t columns = screen.can_draw() ? screen.size().columns : help_width();
  print(lines_of(status::parse_snapshot(asker.ask()), nullptr, {columns, screen.has_colours()}));
}

}  // namespace

void add_status(CLI::App& app, int&) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* verb = app.add_subcommand("status", "Show what a running server does, once a second on a terminal");
  verb->add_option("url", options->url,
                   "Its control endpoint, as weft serve --control has it: unix:/path or http://host:port")
      ->check(CLI::Validator(check_url, ""))
      ->capture_default_str()
      ->option_text("URL");
  auto* once = verb->add_flag("-n,--once", options->once, "Show it once, and end");
  verb->add_flag("--json", options->json, "Print what the server tells, once, as JSON")->excludes(once);
  auto* connections = verb->add_flag("-c,--connections", options->connections,
                                     "List the connections that are open, once, the oldest first");
  verb->add_option("--limit", options->limit, "How many of them at most: 1000 unless it is said")
      ->check(CLI::Range(1, 10'000))
      ->needs(connections)
      ->option_text("NUMBER");
  verb->callback([options] { show(*options); });
}

}  // namespace weft::cli
