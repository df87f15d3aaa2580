#include <weft/h2/stream_state.hpp>

#include <algorithm>
#include <array>

namespace weft::h2 {

namespace {

using S = StreamState;

constexpr Outcome to(S next) {
  return {Verdict::ok, next, Reason::complete};
}
constexpr Outcome ignore{Verdict::ignore, S::idle, Reason::complete};
constexpr Outcome misuse{Verdict::user_error, S::idle, Reason::complete};

// RFC 9113 5.1: "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
constexpr Outcome on_idle{Verdict::connection_error, S::idle, Reason::frame_on_idle_stream};

// RFC 9113 5.1: "Receiving any type of frame other than RST_STREAM, PRIORITY, or WINDOW_UPDATE on a stream in this
// state MUST be treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR." The other reserved state
// likewise.
constexpr Outcome on_reserved{Verdict::connection_error, S::idle, Reason::frame_on_reserved_stream};

// RFC 9113 5.1: "If an endpoint receives additional frames, other than WINDOW_UPDATE, PRIORITY, or RST_STREAM, for a
// stream that is in this state, it MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
// RFC 9113 6.1: "If a DATA frame is received whose stream is not in the "open" or "half-closed (local)" state, the
// recipient MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
constexpr Outcome too_late{Verdict::stream_error, S::idle, Reason::frame_on_closed_stream};

// RFC 9113 5.1: "An endpoint MAY treat receipt of any other type of frame on a closed stream as a connection error
// (Section 5.4.1) of type STREAM_CLOSED, except as noted below." A peer that has sent END_STREAM and goes on breaks the
// rules.
constexpr Outcome after_the_end{Verdict::connection_error, S::idle, Reason::frame_after_end};

// RFC 9113 5.1.1: "An endpoint that receives an unexpected stream identifier MUST respond with a connection error
// (Section 5.4.1) of type PROTOCOL_ERROR."
constexpr Outcome reused{Verdict::connection_error, S::idle, Reason::stream_id_reused};

// RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE that promises an illegal stream identifier
// (Section 5.1.1) as a connection error (Section 5.4.1) of type PROTOCOL_ERROR. Note that an illegal stream identifier
// is an identifier for a stream that is not currently in the "idle" state."
constexpr Outcome bad_promise = reused;

using Row = std::array<Outcome, stream_input_count>;

// clang-format off
constexpr std::array<Row, stream_state_count> table{{
  // idle
  Row{to(S::open), to(S::reserved_local), misuse, misuse, misuse,
      to(S::open), to(S::reserved_remote), on_idle, on_idle, on_idle, on_idle, to(S::idle)},
  // reserved_local
  Row{to(S::half_closed_remote), misuse, misuse, misuse, to(S::closed_by_our_reset),
      on_reserved, bad_promise, on_reserved, on_reserved,
      to(S::closed_by_peer_reset), to(S::reserved_local), to(S::reserved_local)},
  // reserved_remote
  Row{misuse, misuse, misuse, misuse, to(S::closed_by_our_reset),
      to(S::half_closed_local), bad_promise, on_reserved, on_reserved,
      to(S::closed_by_peer_reset), on_reserved, to(S::reserved_remote)},
  // open
  Row{to(S::open), misuse, to(S::open), to(S::half_closed_local), to(S::closed_by_our_reset),
      to(S::open), bad_promise, to(S::open), to(S::half_closed_remote),
      to(S::closed_by_peer_reset), to(S::open), to(S::open)},
  // half_closed_local. RFC 9113 5.1: "In this state, a receiver can ignore WINDOW_UPDATE frames"
  Row{misuse, misuse, misuse, misuse, to(S::closed_by_our_reset),
      to(S::half_closed_local), bad_promise, to(S::half_closed_local), to(S::closed_by_end),
      to(S::closed_by_peer_reset), ignore, to(S::half_closed_local)},
  // half_closed_remote
  Row{to(S::half_closed_remote), misuse, to(S::half_closed_remote), to(S::closed_by_end), to(S::closed_by_our_reset),
      too_late, bad_promise, too_late, too_late,
      to(S::closed_by_peer_reset), to(S::half_closed_remote), to(S::half_closed_remote)},
  // closed_by_end. RFC 9113 5.1: "An endpoint that sends a frame with the END_STREAM flag set or a RST_STREAM frame might
  // receive a WINDOW_UPDATE or RST_STREAM frame from its peer in the time before the peer receives and processes the
  // frame that closes the stream." One RST_STREAM is ordinary; it leads to the state where a second one is not.
  Row{misuse, misuse, misuse, misuse, misuse,
      after_the_end, bad_promise, after_the_end, after_the_end,
      to(S::closed_by_peer_reset), ignore, to(S::closed_by_end)},
  // closed_by_peer_reset. RFC 9113 5.4.2: "To avoid looping, an endpoint MUST NOT send a RST_STREAM in response to a
  // RST_STREAM frame."
  Row{misuse, misuse, misuse, misuse, misuse,
      too_late, bad_promise, too_late, too_late, ignore, ignore, to(S::closed_by_peer_reset)},
  // closed_by_our_reset. RFC 9113 5.1: "An endpoint MUST minimally process and then discard any frames it receives in
  // this state."
  Row{misuse, misuse, misuse, misuse, misuse,
      ignore, bad_promise, ignore, ignore, ignore, ignore, to(S::closed_by_our_reset)},
  // closed_unused
  Row{misuse, misuse, misuse, misuse, misuse,
      reused, bad_promise, too_late, too_late, ignore, ignore, to(S::closed_unused)},
}};
// clang-format on

constexpr bool is_total() {
  return std::all_of(table.begin(), table.end(), [](const Row& row) {
    return std::none_of(row.begin(), row.end(), [](const Outcome& cell) { return cell.verdict == Verdict::missing; });
  });
}
static_assert(is_total(), "every state has an answer to every input");

}  // namespace

const Outcome& transition(StreamState state, StreamInput input) {
  return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

std::string_view to_string(StreamState state) {
  static constexpr std::array<std::string_view, stream_state_count> names{
      "idle",
      "reserved (local)",
      "reserved (remote)",
      "open",
      "half-closed (local)",
      "half-closed (remote)",
      "closed by END_STREAM",
      "closed by the peer's RST_STREAM",
      "closed by our RST_STREAM",
      "closed without use",
  };
  return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(StreamInput input) {
  static constexpr std::array<std::string_view, stream_input_count> names{
      "send HEADERS",          "send PUSH_PROMISE",    "send DATA",    "send END_STREAM",    "send RST_STREAM",
      "receive HEADERS",       "receive PUSH_PROMISE", "receive DATA", "receive END_STREAM", "receive RST_STREAM",
      "receive WINDOW_UPDATE", "receive PRIORITY",
  };
  return names[static_cast<std::size_t>(input)];
}

}  // namespace weft::h2
