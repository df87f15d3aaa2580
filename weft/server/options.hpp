// The limits and timeouts of a server. Every default is safe on the open internet.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <weft/base/time.hpp>
#include <weft/server/blocking/blocking.hpp>
#include <weft/server/forwarding.hpp>
#include <weft/server/limits/arrivals.hpp>
#include <weft/server/limits/bandwidth.hpp>
#include <weft/server/log/diagnostics.hpp>
#include <weft/session/server/options.hpp>

namespace weft {

// How a running server treats SIGINT and SIGTERM.
enum class Signals : std::uint8_t {
  ignore,  // nothing: the program has its own handlers
  drain,   // the first one drains, the second one stops at once
};

struct ServerOptions {
  static constexpr std::uint64_t any_size = std::numeric_limits<std::uint64_t>::max();

  // Loops, each with a thread and a listener of its own. 0: one per core.
  unsigned threads = 0;
  Signals signals = Signals::drain;
  // Limits and timeouts of one connection.
  session::server::Options connection{};
  // All connections together; the next one is closed at once. 0: as many as leave more than half of the process's
  // descriptors for files.
  std::size_t connections = 0;
  // After drain(): endpoints go on accepting for so long, while Server::is_draining() tells load balancers to look
  // elsewhere.
  Duration drain_delay = {};
  // After that: connections that have not ended by then are closed.
  Duration drain = std::chrono::seconds(30);
  // The user, and the group, that the process becomes once start() has opened endpoints, log and certificates: names or
  // numbers, for a process of root. Without a group it is in all those of the user. All that is opened later, the log
  // anew and certificates again, is opened as that user. Empty: it stays what it is.
  std::string user = {};
  std::string group = {};
  // How fast bodies go: Server::limit_bandwidth() changes it later.
  Bandwidth bandwidth = {};
  // Limits of requests and connections that come: Server::limit_arrivals() changes them later.
  Arrivals arrivals = {};
  // Octets of the body of a request; a longer one is answered with 413. A site may say another number.
  std::uint64_t request_body = any_size;
  // Threads for work that blocks: Context::offload().
  Blocking blocking = {};
  // Octets of memory that the process may have, the program's own among them: from 80 % on the server sheds, in the
  // order of limits/memory_watch.hpp. 0: what the machine has, or the control group, if that is less; any_size: no
  // limit. Server::limit_memory() changes it later.
  std::uint64_t memory = 0;
  // Proxies that are believed when they say whom a request is from.
  Forwarding forwarding = {};
  // Takes what the operator should know, a line at a time. Empty: nobody.
  server::DiagnosticSink diagnostics = server::print_diagnostic;
};

}  // namespace weft
