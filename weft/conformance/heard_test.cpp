#include <weft/conformance/heard.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::conformance {
namespace {

using frame::Type;
using State = trace::Section::State;

Heard with_frames(std::vector<HeardFrame> frames) {
  return {.frames = std::move(frames)};
}

TEST(HeardFrame, has_the_status_of_a_response) {
  const std::array fields{Field{":status", "204"}, Field{"x-status", "500"}};
  const HeardFrame head =
      heard_frame({.frame = frame::Headers{.stream = 3},
                   .section = trace::Section{.of = Type::headers, .stream = 3, .end_stream = true, .fields = fields}});
  EXPECT_EQ(head.type, Type::headers);
  EXPECT_EQ(head.stream, 3u);
  EXPECT_EQ(head.status, 204);
  EXPECT_TRUE(head.end_stream);
}

// The last frame of a block tells of all of it.
TEST(HeardFrame, is_what_began_its_section) {
  EXPECT_EQ(heard_frame({.frame = frame::Continuation{.stream = 1},
                         .section = trace::Section{.of = Type::push_promise, .stream = 1}})
                .type,
            Type::push_promise);
}

TEST(HeardFrame, has_the_code_of_an_end) {
  const HeardFrame reset = heard_frame({.frame = frame::RstStream{5, ErrorCode::refused_stream}});
  EXPECT_EQ(reset.stream, 5u);
  EXPECT_EQ(reset.code, ErrorCode::refused_stream);
  const HeardFrame goaway =
      heard_frame({.frame = frame::Goaway{.last_stream = 7, .code = ErrorCode::enhance_your_calm}});
  EXPECT_EQ(goaway.code, ErrorCode::enhance_your_calm);
  EXPECT_EQ(goaway.last_stream, 7u);
}

TEST(HeardFrame, of_data_has_its_content) {
  const HeardFrame data = heard_frame(trace::DataSeen{
      .header = {.length = 9, .type = Type::data, .flags = frame::flag::end_stream, .stream = 1}, .content = 9});
  EXPECT_EQ(data.type, Type::data);
  EXPECT_EQ(data.content, 9u);
  EXPECT_TRUE(data.end_stream);
}

TEST(HeardSize, counts_fields_without_compression_and_a_line_for_each_frame) {
  const auto size_of = [](const trace::FrameSeen& seen) {
    Heard heard;
    EXPECT_TRUE(has_room_for(heard, {Time(), trace::Direction::received, seen}));
    return heard.size;
  };
  const std::array fields{Field{":status", "204"}, Field{"x", "a long value"}};
  const std::size_t of_a_frame = size_of({.frame = frame::Ping{}});
  EXPECT_GT(of_a_frame, 0u);
  EXPECT_EQ(size_of({.frame = frame::Headers{.stream = 3}, .section = trace::Section{.fields = fields}}),
            of_a_frame + 7 + 3 + 32 + 1 + 12 + 32);
}

TEST(HeardSize, is_too_much_beyond_the_most_that_is_heard) {
  Heard heard;
  heard.size = most_heard;
  EXPECT_FALSE(is_too_much(heard));
  EXPECT_FALSE(has_room_for(heard, {Time(), trace::Direction::received, trace::DataSeen{}}));
  EXPECT_TRUE(is_too_much(heard));
}

TEST(Fault, is_a_block_that_cannot_be_read_or_a_frame_within_one) {
  const auto with = [](State state) {
    return trace::FrameSeen{.frame = frame::Headers{.stream = 1}, .section = trace::Section{.state = state}};
  };
  EXPECT_EQ(fault_of(with(State::whole)), "");
  EXPECT_EQ(fault_of(with(State::cut_short)), "");
  EXPECT_EQ(fault_of(with(State::broken)), "a field block");
  EXPECT_EQ(fault_of(with(State::lost)), "a field block");
  EXPECT_EQ(fault_of({.frame = frame::Ping{}, .out_of_place = true}), "a frame within a field block");
}

// RFC 9113 6.8: GOAWAY with NO_ERROR is how a connection ends gracefully, and 8.1 of RST_STREAM with it: it asks the
// client to stop sending.
TEST(Heard, has_errors_and_other_ends) {
  const Heard graceful = with_frames(
      {{.type = Type::goaway}, {.type = Type::rst_stream, .stream = 1}, {.type = Type::ping, .text = pong_of(1)}});
  EXPECT_EQ(fatal_goaway(graceful), nullptr);
  EXPECT_EQ(reset_of(graceful, 1), nullptr);
  const Heard errors = with_frames({{.type = Type::rst_stream, .stream = 3, .code = ErrorCode::cancel},
                                    {.type = Type::goaway, .code = ErrorCode::protocol_error}});
  EXPECT_EQ(fatal_goaway(errors), &errors.frames[1]);
  EXPECT_EQ(reset_of(errors, 1), nullptr);
  EXPECT_EQ(reset_of(errors, 3), &errors.frames[0]);
  EXPECT_EQ(reset_of(errors, 0), &errors.frames[0]);
}

TEST(Heard, is_asked_for_a_frame_by_its_words) {
  const Heard one = with_frames({{.type = Type::ping, .text = pong_of(0x7765667400000001)}});
  EXPECT_TRUE(says(one, "PING ACK 7765667400000001"));
  EXPECT_FALSE(says(one, "PING ACK 7765667400000002"));
}

TEST(Heard, says_how_the_connection_ended) {
  Heard ended;
  ended.end = Heard::End::reset;
  EXPECT_EQ(end_words(ended), "the connection was reset");
  ended.end = Heard::End::closed;
  EXPECT_EQ(end_words(ended), "the connection was closed");
}

}  // namespace
}  // namespace weft::conformance
