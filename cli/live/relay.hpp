// Browsers open no UNIX socket: a port of this machine that passes on the live page of one and what the page asks for,
// and nothing else of it.
//
//   LiveRelay relay("/run/weft.sock");
//   relay.start();                                     // throws std::runtime_error where no port can be had
//   … relay.address()                                  // "http://127.0.0.1:40213/3f…9a/live"
//   relay.wait();                                      // until SIGINT or SIGTERM
//
// Others of the machine reach the port as well, so that the path has a part that nobody can guess.
#pragma once

#include <string>
#include <string_view>

#include <weft/server/server.hpp>
#include <weft/server/upstream/upstream.hpp>

namespace weft::cli {

class LiveRelay {
 public:
  explicit LiveRelay(const std::string& socket_path);

  void start() { server_.start(); }
  std::string address() const;
  void wait() { server_.wait(); }
  void stop() { server_.stop(); }

 private:
  // `path` lives as long as the program.
  Task<> pass_on(Context& c, std::string_view path) const;

  const std::string secret_;
  const Upstream upstream_;
  Server server_;
};

}  // namespace weft::cli
