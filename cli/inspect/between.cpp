#include <cli/inspect/between.hpp>

#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <cli/get/screen.hpp>
#include <cli/inspect/bridge.hpp>
#include <cli/inspect/origin.hpp>
#include <cli/inspect/pick.hpp>
#include <cli/inspect/shown_lines.hpp>
#include <cli/support/counted.hpp>
#include <cli/support/development_certificate.hpp>
#include <cli/support/until_interrupt.hpp>
#include <weft/base/grouped.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/output.hpp>
#include <weft/session/recordings.hpp>
#include <weft/session/trace_fork.hpp>

namespace weft::cli::inspect {

namespace {

class Bridges final : private io::ListenerUser, private BridgeUser {
 public:
  Bridges(Place& place, const http::Url& listen, io::ListenerOptions options)
      : place_(place),
        listener_(place.loop, std::move(io::listen_on(listen.host, listen.port).front()), *this, std::move(options)) {
    for (const io::Address& address : listener_.addresses()) {
      io::tell(fmt::format("listening on {}://{} for {}", to_string(listen.scheme), io::to_string(address),
                           place.origin.url().origin()));
    }
  }

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    const std::uint64_t number = place_.totals.connections + 1;
    bridges_.emplace(number,
                     std::make_unique<Bridge>(place_, static_cast<BridgeUser&>(*this), number, std::move(channel)));
  }
  void on_accept_failed(const std::error_code& why, std::size_t /*refused*/) override {
    io::tell(fmt::format("weft: a connection cannot be taken: {}", why.message()));
  }
  void on_over(Bridge& bridge) override {
    place_.loop.post([this, number = bridge.number()] { bridges_.erase(number); });
  }

  Place& place_;
  std::map<std::uint64_t, std::unique_ptr<Bridge>> bridges_;
  io::Listener listener_;
};

session::Recordings::Options recordings_of(const InspectOptions& options) {
  return {.folder = options.record, .values = options.record_values, .tell = [](const std::string& why) {
            io::tell("weft: " + why);
          }};
}

// "3 connections", "1 connection".
void tell_totals(const Place& place, std::uint64_t requests) {
  const auto& totals = place.totals;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - place.began;
  io::tell(fmt::format("weft: {}, {}, {} B to the server, {} B to clients, in {:.1f} s",
                       counted(totals.connections, "connection"), counted(requests, "request"),
                       grouped(totals.octets_to_server), grouped(totals.octets_to_clients), time.count()));
}

}  // namespace

int stand_between(const InspectOptions& options) {
  const auto listen = http::parse_url(options.listen);
  Origin origin(options.to, options);
  get::Screen out(STDOUT_FILENO);
  io::Loop loop;
  const UntilInterrupt until_interrupt(loop);
  io::ListenerOptions listening;
  if (listen->scheme == http::Scheme::https) listening.tls = development_context(protocols_of(origin, loop));
  const Time began = loop.now();
  ShownLines lines([&out](std::string_view text) { out.tell(text); }, options.detail, began);
  session::Recordings recordings(http::Role::client, recordings_of(options));
  session::TraceFork both(lines, recordings);
  auto& trace = options.record.empty() ? static_cast<session::TraceUser&>(lines) : both;
  Place place{.loop = loop, .origin = origin, .out = out, .trace = trace, .began = began};
  {
    const Bridges bridges(place, *listen, std::move(listening));
    loop.run();
  }
  tell_totals(place, lines.requests());
  return 0;
}

}  // namespace weft::cli::inspect
