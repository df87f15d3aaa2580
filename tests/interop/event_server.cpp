// weft serve with an event stream at /events, which other programs of weft may have and the tool has not. Its signals
// are those of the tool:
//
//   event_server serve --config FILE       what else is said is left alone
//
// A stream counts until the file "end" is in the working folder.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <cli/serve/operator_signals.hpp>
#include <cli/serve/upgrade.hpp>
#include <weft/io/inherited_sockets.hpp>
#include <weft/io/output.hpp>
#include <weft/io/service_manager.hpp>
#include <weft/io/successor.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/server.hpp>

namespace {

weft::Task<> events(weft::Context& c) {
  auto body = c.stream("text/event-stream");
  for (int i = 0; !std::filesystem::exists("end"); ++i) {
    co_await body.write(fmt::format("data: {}\n\n", i));
    co_await c.sleep(std::chrono::milliseconds(50));
  }
  co_await body.write("data: end\n\n");
}

std::string config_of(std::span<char*> arguments) {
  const auto said = std::ranges::find(arguments, std::string_view("--config"));
  if (arguments.end() - said < 2) throw std::invalid_argument("usage: event_server serve --config FILE");
  return said[1];
}

bool reload(weft::Server& server, const std::string& file) try {
  return server.reload(weft::Config::from_json_file(file));
} catch (const std::exception& wrong) {
  weft::io::tell(fmt::format("event_server: {}", wrong.what()));
  return false;
}

void run(const std::string& file) {
  weft::cli::hold_operator_signals();
  auto inherited = weft::io::InheritedSockets::from_environment();
  auto predecessor = weft::io::Predecessor::from_environment();
  const auto manager = weft::io::ServiceManager::from_environment();
  weft::Server server;
  server.get("/events", events);
  server.configure(weft::Config::from_json_file(file));
  server.inherit(std::move(inherited));
  weft::cli::Upgrade upgrade(server, manager);
  server.start();
  const weft::cli::OperatorSignals signals(server, [&] { return reload(server, file); }, upgrade);
  for (const weft::Endpoint& each : server.endpoints()) weft::io::tell(fmt::format("listening on {}", each.url));
  predecessor.tell_ready();
  server.wait();
}

}  // namespace

int main(int count, char** arguments) try {
  run(config_of({arguments, static_cast<std::size_t>(count)}));
} catch (const std::exception& error) {
  fmt::print(stderr, "event_server: {}\n", error.what());
  return 1;
}
