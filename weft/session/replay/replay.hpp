// Plays a recording to today's engine: the octets that were received and the calls of the application, each at its
// time. An engine reads no clock and draws no lots, so that it sends what it has sent, octet for octet.
//
//   const auto replayed = session::replay(recording);
//   if (!replayed) … replayed.error()                    // it cannot be played, and why
//   if (replayed->difference) …                          // the first octet that is another one
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::session {

// Where the engine's octets first differ from those of the recording. Beyond the end of either there is no octet.
struct Difference {
  Time time;
  // The offset in all that was sent.
  std::uint64_t offset = 0;
  std::optional<std::uint8_t> recorded;
  std::optional<std::uint8_t> replayed;
  // The frame or message that was recorded there, as a line of a trace; empty beyond the end.
  std::string inside;
};

struct Replayed {
  std::uint64_t octets_received = 0;
  std::uint64_t octets_sent = 0;
  std::size_t calls = 0;
  // The recording does not tell the end of its connection: what the engine sends behind it is no difference.
  bool is_cut = false;
  std::optional<Difference> difference = {};
};

Result<Replayed, std::string> replay(const trace::Recording& recording);

}  // namespace weft::session
