// Connections and their streams as JSON, with a verdict on each stream and on the worst of all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <weft/base/time.hpp>
#include <weft/session/server/connection_details.hpp>

namespace weft::server {

struct StreamsHead {
  // All loops have told of their own.
  bool is_complete = true;
  // Since the server was started.
  Duration at{};
  // Connections, and not all of them are told.
  std::size_t open = 0;
  // Those that have waited the longest, and one of each connection at least.
  std::size_t most_streams = SIZE_MAX;
  // In one line, without the limits of which nothing is used, and with the verdicts alone on the worst stream of each
  // connection: most of it would be their words.
  bool is_short = false;
};

// docs/guide/operate.md has the members.
std::string streams_json(std::span<const session::server::ConnectionDetails> connections, const StreamsHead& head);

}  // namespace weft::server
