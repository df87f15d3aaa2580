// RFC 9113 5.1: the states of a stream and what each input does in them, as data. Two rules: every transition lives
// here, and this file does not know which role we play.
//
//   const Outcome& outcome = transition(state, StreamInput::receive_data);
//   if (outcome.verdict == Verdict::ok) state = outcome.next;
//
// RFC 9113 5.1: "For the purpose of state transitions, the END_STREAM flag is processed as a separate event to the
// frame that bears it". CONTINUATION is part of its HEADERS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <weft/h2/error.hpp>

namespace weft::h2 {

// Each way of closing is a state of its own: the right answer to a late frame depends on how the stream closed.
enum class StreamState : std::uint8_t {
  idle,
  reserved_local,
  reserved_remote,
  open,
  half_closed_local,
  half_closed_remote,
  closed_by_end,         // END_STREAM both ways
  closed_by_peer_reset,  // the peer sent RST_STREAM, or ours is so old that the peer must know
  closed_by_our_reset,   // frames that cross our RST_STREAM are no fault of the peer
  closed_unused,         // RFC 9113 5.1.1: a higher stream was opened instead
};
inline constexpr std::size_t stream_state_count = 10;

enum class StreamInput : std::uint8_t {
  send_headers,
  send_promise,  // on the stream that is promised
  send_data,
  send_end,
  send_reset,
  receive_headers,
  receive_promise,  // on the stream that is promised
  receive_data,
  receive_end,
  receive_reset,
  receive_window_update,
  receive_priority,
};
inline constexpr std::size_t stream_input_count = 12;

enum class Verdict : std::uint8_t {
  missing,  // no cell of the table has it
  ok,
  ignore,
  stream_error,
  connection_error,
  user_error,  // our own side must not send this
};

struct Outcome {
  Verdict verdict = Verdict::missing;
  StreamState next = StreamState::idle;  // of ok
  Reason reason = Reason::complete;      // of an error
};

const Outcome& transition(StreamState state, StreamInput input);

constexpr bool is_closed(StreamState state) {
  return state >= StreamState::closed_by_end;
}
constexpr bool is_reserved(StreamState state) {
  return state == StreamState::reserved_local || state == StreamState::reserved_remote;
}
// Whether the peer, or we, may still send DATA: each is half of the state.
constexpr bool may_receive(StreamState state) {
  return state == StreamState::open || state == StreamState::half_closed_local;
}
constexpr bool may_send(StreamState state) {
  return state == StreamState::open || state == StreamState::half_closed_remote;
}

std::string_view to_string(StreamState state);
std::string_view to_string(StreamInput input);

}  // namespace weft::h2
