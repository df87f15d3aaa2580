// How far a request has come.
#pragma once

#include <cstdint>
#include <optional>

namespace weft {

struct Progress {
  // The parts of Timing that a request goes through; instead of `receive`, while nothing of the response is taken,
  // `limited` (ClientRequest::limit_rate) or `paused` (ClientRequest::pause_after).
  enum class Phase : std::uint8_t { queue, send, wait, receive, limited, paused };

  Phase phase = Phase::queue;
  // The connection, as ConnectionFacts::id names it, and the number of the request there: over HTTP/2 that of its
  // stream. Both are 0 in the queue.
  std::uint64_t connection = 0;
  std::uint64_t message = 0;
  // Octets of the request's body, in the attempt that is under way, and of the response's.
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  // All of them, where that is known.
  std::optional<std::uint64_t> to_send = {};
  std::optional<std::uint64_t> to_receive = {};
};

}  // namespace weft
