// How far a request has come.
#pragma once

#include <cstdint>
#include <optional>

namespace weft {

struct Progress {
  // Octets of the request's body, in the attempt that is under way, and of the response's.
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  // All of them, where that is known.
  std::optional<std::uint64_t> to_send = {};
  std::optional<std::uint64_t> to_receive = {};
};

}  // namespace weft
