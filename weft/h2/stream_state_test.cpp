#include <weft/h2/stream_state.hpp>

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>

namespace weft::h2 {
namespace {

// RFC 9113 5.1 once more, as a person would draw it. Rows are states, columns are inputs:
//
//   a letter   goes to that state            S  stream error STREAM_CLOSED
//   -          ignored                       C  connection error STREAM_CLOSED
//   !          our own side must not         P  connection error PROTOCOL_ERROR
//
//   i idle   l reserved (local)   r reserved (remote)   o open   L half-closed (local)   R half-closed (remote)
//   e closed by END_STREAM   p closed by the peer's RST_STREAM   u closed by ours   n closed without use
constexpr std::string_view letters = "ilroLRepun";

//                          send               receive
//                          H  PP D  ES RST    H  PP D  ES RST WU PRI
constexpr std::string_view drawing = R"(
  i                         o  l  !  !  !      o  r  P  P  P   P  i
  l                         R  !  !  !  u      P  P  P  P  p   l  l
  r                         !  !  !  !  u      L  P  P  P  p   P  r
  o                         o  !  o  L  u      o  P  o  R  p   o  o
  L                         !  !  !  !  u      L  P  L  e  p   -  L
  R                         R  !  R  e  u      S  P  S  S  p   R  R
  e                         !  !  !  !  !      C  P  C  C  p   -  e
  p                         !  !  !  !  !      S  P  S  S  -   -  p
  u                         !  !  !  !  !      -  P  -  -  -   -  u
  n                         !  !  !  !  !      P  P  S  S  -   -  n
)";

char drawn(const Outcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::ok:
      return letters[static_cast<std::size_t>(outcome.next)];
    case Verdict::ignore:
      return '-';
    case Verdict::user_error:
      return '!';
    case Verdict::stream_error:
      return close_of(outcome.reason).code == static_cast<std::uint32_t>(ErrorCode::stream_closed) ? 'S' : '?';
    case Verdict::connection_error:
      return close_of(outcome.reason).code == static_cast<std::uint32_t>(ErrorCode::stream_closed) ? 'C' : 'P';
    case Verdict::missing:
      break;
  }
  return '?';
}

TEST(StreamState, goes_where_the_drawing_says) {
  std::istringstream cells{std::string(drawing)};
  for (std::size_t state = 0; state < stream_state_count; ++state) {
    std::string cell;
    cells >> cell;
    ASSERT_EQ(cell, std::string(1, letters[state]));
    for (std::size_t input = 0; input < stream_input_count; ++input) {
      cells >> cell;
      const Outcome& outcome = transition(static_cast<StreamState>(state), static_cast<StreamInput>(input));
      EXPECT_EQ(std::string(1, drawn(outcome)), cell)
          << to_string(static_cast<StreamState>(state)) << ", " << to_string(static_cast<StreamInput>(input));
    }
  }
}

TEST(StreamState, that_is_closed_never_opens_again) {
  for (std::size_t state = 0; state < stream_state_count; ++state) {
    if (!is_closed(static_cast<StreamState>(state))) continue;
    for (std::size_t input = 0; input < stream_input_count; ++input) {
      const Outcome& outcome = transition(static_cast<StreamState>(state), static_cast<StreamInput>(input));
      if (outcome.verdict == Verdict::ok) {
        EXPECT_TRUE(is_closed(outcome.next));
      }
    }
  }
}

TEST(StreamState, allows_data_as_its_name_says) {
  for (std::size_t i = 0; i < stream_state_count; ++i) {
    const auto state = static_cast<StreamState>(i);
    EXPECT_EQ(may_receive(state), transition(state, StreamInput::receive_data).verdict == Verdict::ok);
    EXPECT_EQ(may_send(state), transition(state, StreamInput::send_data).verdict == Verdict::ok);
  }
}

}  // namespace
}  // namespace weft::h2
