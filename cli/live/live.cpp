#include <cli/live/live.hpp>

#include <spawn.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <cli/live/relay.hpp>
#include <cli/support/control_url.hpp>
#include <weft/client/client.hpp>
#include <weft/io/output.hpp>

namespace weft::cli {
namespace {

struct LiveOptions {
  std::string control = usual_control_url;
};

// The page must be there before its address is told. Throws std::runtime_error.
void check_page(const std::string& address, const std::string& control) {
  const Client client;
  const ClientResult result = client.get(address).timeout(std::chrono::seconds(10)).wait();
  if (!result) throw std::runtime_error(fmt::format("{}: {}", control, result.error().text()));
  if (result->status == http::Status::ok) return;
  throw std::runtime_error(
      fmt::format("{} answered {}: expected the control endpoint of a weft server, which has a live page", control,
                  http::code(result->status)));
}

// Nothing is opened where there is no display.
void open_in_browser(const std::string& address) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open";
  std::string argument = address;
  char* words[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, words, environ) != 0) {
    io::tell("weft: xdg-open could not be started: open the address in a browser");
  }
}

void tell(const std::string& address) {
  std::cout << address << std::endl;
  open_in_browser(address);
}

void show(const LiveOptions& options) {
  const ControlPlace place = control_place(options.control);
  if (place.socket.empty()) {
    const std::string address = place.base + "/live";
    check_page(address, options.control);
    return tell(address);
  }
  LiveRelay relay(place.socket);
  relay.start();
  check_page(relay.address(), options.control);
  tell(relay.address());
  io::tell("weft: a browser opens no UNIX socket: the page is passed on to this address until Ctrl-C");
  relay.wait();
}

}  // namespace

void add_live(CLI::App& app, int&) {
  auto options = std::make_shared<LiveOptions>();
  CLI::App* verb = app.add_subcommand("live", "Tell the address of a running server's live page, and open it");
  auto* control =
      verb->add_option(
              "--control", options->control,
              "Its control endpoint, as weft serve --control has it: unix:/path or http://host:port. For a UNIX "
              "socket the page is passed on to a port of this machine, until Ctrl-C")
          ->check(CLI::Validator(check_control_url, ""))
          ->capture_default_str()
          ->option_text("URL");
  verb->add_option("url", options->control, "The same, as weft status has it")
      ->check(CLI::Validator(check_control_url, ""))
      ->excludes(control)
      ->option_text("URL");
  verb->callback([options] { show(*options); });
}

}  // namespace weft::cli
