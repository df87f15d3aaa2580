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
#include <utility>

#include <fmt/format.h>
#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <cli/status/connection_table.hpp>
#include <cli/status/frame_lines.hpp>
#include <cli/status/live_picture.hpp>
#include <cli/status/picture.hpp>
#include <cli/status/record.hpp>
#include <cli/status/stream_table.hpp>
#include <cli/status/why.hpp>
#include <cli/support/control_url.hpp>
#include <cli/support/help.hpp>
#include <weft/client/client.hpp>

namespace weft::cli {
namespace {

constexpr std::string_view status_path = "/status";
// As many connections as the live page has.
constexpr std::string_view watched_streams = "/streams?limit=100";
constexpr std::chrono::seconds between_pictures(1);

struct StatusOptions {
  std::string url = usual_control_url;
  bool once = false;
  bool json = false;
  bool connections = false;
  bool streams = false;
  // The id of a connection; 0: none.
  std::uint64_t frames = 0;
  std::size_t limit = 0;
};

// Asks a control endpoint, again and again over one connection.
class Asker {
 public:
  explicit Asker(const std::string& url) : url_(url), place_(control_place(url)), client_(options_of(place_)) {}

  // An order, by its path: the answer. Throws what the server has against it.
  std::string order(std::string_view path) {
    const ClientResult result = client_.post(place_.base + std::string(path)).timeout(std::chrono::seconds(10)).wait();
    if (!result) throw std::runtime_error(fmt::format("{}: {}", url_, result.error().text()));
    if (http::is_successful(result->status)) return result->body;
    throw std::runtime_error(
        fmt::format("{} answered {}: {}", url_, http::code(result->status), status::objection_of(result->body)));
  }

  // "/status"
  std::string ask(std::string_view path) {
    const ClientResult result = client_.get(place_.base + std::string(path)).timeout(std::chrono::seconds(10)).wait();
    if (!result) throw std::runtime_error(fault_of(result.error()));
    if (!http::is_successful(result->status)) {
      throw std::runtime_error(fmt::format("{} answered {}: expected the control endpoint of a weft server", url_,
                                           http::code(result->status)));
    }
    return result->body;
  }

 private:
  std::string fault_of(const ClientError& error) const {
    const bool is_nobody_there = error.stage == ClientError::Stage::connect;
    return fmt::format("{}: {}{}", url_, error.text(),
                       is_nobody_there ? "; is it the URL of --control of a server that runs?" : "");
  }
  static ClientOptions options_of(const ControlPlace& place) {
    ClientOptions options;
    options.unix_socket = place.socket;
    return options;
  }

  std::string url_;
  ControlPlace place_;
  Client client_;
};

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
}

// A terminal that does not tell its size has the usual one.
get::Screen::Size size_of(const get::Screen& screen) {
  const get::Screen::Size size = screen.size();
  constexpr std::size_t largest = 10'000;
  return size.rows < largest && size.columns < largest ? size : get::Screen::Size{24, 80};
}

// Until a signal ends it, or the server. The line below the picture is the cursor's.
void watch(Asker& asker, get::Screen& screen) {
  status::LivePicture picture;
  for (;;) {
    auto now = status::parse_snapshot(asker.ask(status_path));
    const std::string streams = asker.ask(watched_streams);
    const auto [rows, columns] = size_of(screen);
    screen.draw(picture.lines(std::move(now), streams, rows - 1, {columns, screen.has_colours()}));
    std::this_thread::sleep_for(between_pictures);
  }
}

std::string path_of(const StatusOptions& options) {
  const std::string limit = options.limit == 0 ? "" : fmt::format("limit={}", options.limit);
  if (options.frames != 0) return fmt::format("/streams?connection={}", options.frames);
  if (options.streams) return "/streams?" + limit;
  return options.connections ? "/status?connections&" + limit : std::string(status_path);
}

void show(const StatusOptions& options) {
  if (options.limit != 0 && !options.connections && !options.streams) {
    throw CLI::RequiresError("--limit", "--connections or --streams");
  }
  Asker asker(options.url);
  const std::string told = asker.ask(path_of(options));
  if (options.json) {
    std::cout << told;
    return;
  }
  if (options.frames != 0) return print(status::frames_of_connection(told, options.frames));
  get::Screen screen(STDOUT_FILENO);
  const status::Look look{screen.size().columns, screen.has_colours()};
  if (options.connections) return print(status::table_of_connections(told, look));
  if (options.streams) return print(status::table_of_streams(told, look));
  if (screen.can_draw() && !options.once) return watch(asker, screen);
  const std::size_t columns = screen.can_draw() ? screen.size().columns : help_width();
  print(lines_of(status::parse_snapshot(told), nullptr, {columns, screen.has_colours()}));
}

struct WhyOptions {
  // CONNECTION:STREAM, or a URL where that comes first.
  std::string stream;
  std::string url;
};

std::string check_stream(const std::string& text) {
  const bool fits = status::parse_stream_name(text) || check_control_url(text).empty();
  return fits ? "" : fmt::format("expected CONNECTION:STREAM as in 7:41, not {}", text);
}

void explain(WhyOptions options, const std::string& usual_url, bool as_json) {
  if (check_control_url(options.stream).empty()) std::swap(options.stream, options.url);
  const auto name = status::parse_stream_name(options.stream);
  if (!name && !options.stream.empty())
    throw CLI::ValidationError("stream", "expected CONNECTION:STREAM and one URL, not two");
  Asker asker(options.url.empty() ? usual_url : options.url);
  const std::string told = asker.ask(name ? fmt::format("/streams?connection={}", name->connection) : "/streams");
  if (as_json) {
    std::cout << status::why_json(told, name);
    return;
  }
  const get::Screen screen(STDOUT_FILENO);
  auto lines = status::why_lines(told, name);
  for (std::string& line : lines) line = get::wrapped(line, screen.size().columns);
  // The sentence is the answer; the rest proves it.
  if (screen.has_colours()) lines.front() = fmt::format("\x1b[1m{}\x1b[22m", lines.front());
  print(lines);
}

void add_why(CLI::App& status, const std::shared_ptr<StatusOptions>& options) {
  const auto why = std::make_shared<WhyOptions>();
  CLI::App* verb = status.add_subcommand("why", "Say why a stream is slow and who must act, or why the slowest one is");
  verb->add_option("stream", why->stream, "The stream, as --streams names it")
      ->check(CLI::Validator(check_stream, ""))
      ->option_text("CONNECTION:STREAM");
  verb->add_option("url", why->url, "The control endpoint, as for weft status")
      ->check(CLI::Validator(check_control_url, ""))
      ->option_text("URL");
  verb->add_flag("--json", options->json, "Print the verdict, as JSON");
  verb->callback([why, options] { explain(*why, options->url, options->json); });
}

void add_record(CLI::App& status, const std::shared_ptr<StatusOptions>& options) {
  struct Wishes : status::RecordWishes {
    std::string url;
  };
  const auto wishes = std::make_shared<Wishes>();
  CLI::App* verb = status.add_subcommand(
      "record", "Record the connections that come from now on, for weft inspect; without values of fields and bodies");
  verb->add_option("--seconds", wishes->seconds, "So long")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str()
      ->option_text("NUMBER");
  verb->add_option("--limit", wishes->limit, "So many connections at most")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str()
      ->option_text("NUMBER");
  verb->add_option("--size", wishes->size, "So many octets of all files together")
      ->check(CLI::Validator(status::check_size, ""))
      ->capture_default_str()
      ->option_text("OCTETS");
  verb->add_option("url", wishes->url, "The control endpoint, as for weft status")
      ->check(CLI::Validator(check_control_url, ""))
      ->option_text("URL");
  verb->callback([wishes, options] {
    Asker asker(wishes->url.empty() ? options->url : wishes->url);
    print({status::record_line(asker.order(status::record_path(*wishes)))});
  });
}

}  // namespace

void add_status(CLI::App& app, int&) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* verb = app.add_subcommand("status", "Show what a running server does, once a second on a terminal");
  auto* url = verb->add_option("url", options->url,
                               "Its control endpoint, as weft serve --control has it: unix:/path or http://host:port")
                  ->check(CLI::Validator(check_control_url, ""))
                  ->capture_default_str()
                  ->option_text("URL");
  verb->add_option("--control", options->url, "The same, as weft live has it")
      ->check(CLI::Validator(check_control_url, ""))
      ->excludes(url)
      ->option_text("URL");
  auto* once = verb->add_flag("-n,--once", options->once, "Show it once, and end");
  verb->add_flag("--json", options->json, "Print what the server tells, once, as JSON")->excludes(once);
  auto* connections = verb->add_flag("-c,--connections", options->connections,
                                     "List the connections that are open, once, the oldest first");
  auto* streams = verb->add_flag("-s,--streams", options->streams,
                                 "List the streams that are under way, once, with what each waits for and who must act")
                      ->excludes(connections);
  verb->add_option("--frames", options->frames,
                   "List the last frames of this connection, once: weft serve --frames keeps them")
      ->check(CLI::PositiveNumber)
      ->excludes(connections)
      ->excludes(streams)
      ->option_text("CONNECTION");
  verb->add_option("--limit", options->limit,
                   "With --connections or --streams: how many connections at most, 1000 unless it is said")
      ->check(CLI::Range(1, 10'000))
      ->option_text("NUMBER");
  add_why(*verb, options);
  add_record(*verb, options);
  verb->callback([verb, options] {
    if (verb->get_subcommands().empty()) show(*options);
  });
}

}  // namespace weft::cli
