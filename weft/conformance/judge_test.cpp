#include <weft/conformance/judge.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::conformance {
namespace {

using enum frame::ErrorCode;
using frame::Type;

Heard heard(std::vector<HeardFrame> frames, Heard::End end = Heard::End::open) {
  return {.frames = std::move(frames), .end = end};
}

Heard after_pong(std::vector<HeardFrame> frames) {
  return {.frames = std::move(frames), .ponged = true, .usable = true};
}

HeardFrame goaway(ErrorCode code, StreamId last = 0) {
  return {.type = Type::goaway, .code = code, .last_stream = last, .text = "GOAWAY"};
}

HeardFrame reset(StreamId stream, ErrorCode code) {
  return {.type = Type::rst_stream, .stream = stream, .code = code, .text = "RST_STREAM"};
}

HeardFrame answer(StreamId stream, int status) {
  return {.type = Type::headers, .stream = stream, .end_stream = true, .status = status, .text = "HEADERS"};
}

Verdict verdict(const Expected& expected, const Heard& what) {
  return judge(expected, what).verdict;
}

TEST(Judge, wants_the_goaway_of_a_connection_error) {
  const Expected expected = connection_error(protocol_error);
  EXPECT_EQ(verdict(expected, heard({goaway(protocol_error)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, heard({}, Heard::End::closed)), Verdict::without_goaway);
  EXPECT_EQ(verdict(expected, heard({}, Heard::End::reset)), Verdict::without_goaway);
  EXPECT_EQ(verdict(expected, heard({goaway(no_error)}, Heard::End::closed)), Verdict::wrong);
  EXPECT_EQ(verdict(expected, heard({reset(1, protocol_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, after_pong({})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, after_pong({answer(1, 200)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, heard({})), Verdict::hangs);
}

TEST(Judge, takes_nothing_for_a_connection_error_only_where_it_may) {
  EXPECT_EQ(verdict(or_nothing(connection_error(protocol_error)), after_pong({})), Verdict::allowed);
  EXPECT_EQ(verdict(or_nothing(connection_error(protocol_error)), heard({})), Verdict::hangs);
}

TEST(Judge, allows_another_error_where_no_sentence_says_that_the_connection_goes_on) {
  Expected expected = or_nothing(connection_error(protocol_error));
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::wrong);
  expected.may_end = true;
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(expected, heard({goaway(protocol_error)})), Verdict::exact);
}

TEST(Judge, wants_the_end_of_the_connection_where_that_is_in_question) {
  const Expected expected{
      .outcome = Expected::Outcome::connection_error, .codes = {frame_size_error}, .must_close = true};
  EXPECT_EQ(verdict(expected, heard({goaway(frame_size_error)})), Verdict::wrong);
  EXPECT_FALSE(is_settled(expected, heard({goaway(frame_size_error)})));
  EXPECT_EQ(verdict(expected, heard({goaway(frame_size_error)}, Heard::End::closed)), Verdict::exact);
}

TEST(Judge, wants_a_goaway_that_covers_the_streams_that_were_served) {
  const Expected expected{
      .outcome = Expected::Outcome::connection_error, .codes = {frame_size_error}, .last_stream = 5};
  EXPECT_EQ(verdict(expected, heard({goaway(frame_size_error, 5)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(frame_size_error, 3)})), Verdict::wrong);
}

TEST(Judge, wants_the_reset_of_a_stream_error) {
  const Expected expected = stream_error(1, {protocol_error, refused_stream});
  EXPECT_EQ(verdict(expected, after_pong({reset(1, protocol_error)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, after_pong({reset(1, refused_stream)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({reset(1, cancel)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, after_pong({reset(3, protocol_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, after_pong({answer(1, 400)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, heard({})), Verdict::hangs);
}

TEST(Judge, takes_a_connection_error_for_a_stream_error) {
  EXPECT_EQ(verdict(stream_error(1, protocol_error), heard({goaway(protocol_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(any_error(1, {protocol_error}), heard({goaway(protocol_error)})), Verdict::exact);
  EXPECT_EQ(verdict(stream_error(1, protocol_error), heard({goaway(internal_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(stream_error(1, protocol_error), heard({}, Heard::End::closed)), Verdict::without_goaway);
}

TEST(Judge, takes_an_answer_for_a_malformed_request_but_not_a_successful_one) {
  EXPECT_EQ(verdict(malformed(1), after_pong({answer(1, 400)})), Verdict::allowed);
  EXPECT_EQ(verdict(malformed(1), after_pong({answer(1, 501)})), Verdict::allowed);
  EXPECT_EQ(verdict(malformed(1), after_pong({answer(1, 200)})), Verdict::wrong);
  EXPECT_EQ(verdict(malformed(1), after_pong({answer(3, 400)})), Verdict::wrong);
}

TEST(Judge, holds_nothing_against_a_peer_that_had_answered_before) {
  EXPECT_EQ(verdict(open_stream_error(1, protocol_error), after_pong({answer(1, 405)})), Verdict::allowed);
  EXPECT_EQ(verdict(open_stream_error(1, protocol_error), after_pong({})), Verdict::wrong);
}

TEST(Judge, wants_a_connection_that_can_be_used_after_a_stream_error) {
  const Expected expected = stream_error(1, protocol_error);
  EXPECT_EQ(verdict(expected, heard({reset(1, protocol_error)})), Verdict::hangs);
  EXPECT_EQ(verdict(expected, heard({reset(1, protocol_error)}, Heard::End::closed)), Verdict::allowed);
  EXPECT_FALSE(is_settled(expected, heard({reset(1, protocol_error)})));
}

// RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
// RST_STREAM with an error code of NO_ERROR"
TEST(Judge, takes_a_reset_without_error_for_none) {
  EXPECT_EQ(verdict(answers(1), after_pong({answer(1, 200), reset(1, no_error)})), Verdict::exact);
  EXPECT_EQ(verdict(goes_on(), after_pong({reset(1, protocol_error)})), Verdict::wrong);
}

TEST(Judge, wants_a_connection_that_goes_on) {
  EXPECT_EQ(verdict(goes_on(), after_pong({})), Verdict::exact);
  EXPECT_EQ(verdict(goes_on(), after_pong({goaway(protocol_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(goes_on(), heard({}, Heard::End::closed)), Verdict::wrong);
  EXPECT_EQ(verdict(goes_on(), heard({})), Verdict::hangs);
  Heard without_request = after_pong({});
  without_request.usable = false;
  EXPECT_EQ(verdict(goes_on(), without_request), Verdict::hangs);
}

TEST(Judge, lets_a_peer_leave_that_the_case_has_said_goodbye_to) {
  const Expected expected{.outcome = Expected::Outcome::goes_on, .may_leave = true, .is_full = true};
  EXPECT_EQ(verdict(expected, after_pong({})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(no_error)}, Heard::End::closed)), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({}, Heard::End::closed)), Verdict::without_goaway);
  EXPECT_EQ(verdict(expected, heard({goaway(protocol_error)}, Heard::End::closed)), Verdict::wrong);
  EXPECT_EQ(verdict(expected, heard({})), Verdict::hangs);
}

TEST(Judge, takes_a_connection_error_for_the_stream_error_with_which_a_case_begins) {
  const Expected expected{.outcome = Expected::Outcome::goes_on, .stream = 1, .may_reset = true};
  EXPECT_EQ(verdict(expected, after_pong({reset(1, protocol_error)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(protocol_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(expected, heard({goaway(stream_closed)})), Verdict::wrong);
}

TEST(Judge, wants_what_has_to_come) {
  EXPECT_EQ(verdict(answers(1), after_pong({answer(1, 404)})), Verdict::exact);
  EXPECT_EQ(verdict(answers(1), after_pong({answer(3, 200)})), Verdict::wrong);
  EXPECT_EQ(verdict(says({"HEADERS"}), after_pong({answer(1, 200)})), Verdict::exact);
  EXPECT_EQ(verdict(says({"PING ACK"}), after_pong({answer(1, 200)})), Verdict::wrong);
  EXPECT_EQ(verdict(never_says({"HEADERS"}), after_pong({answer(1, 200)})), Verdict::wrong);
}

// RFC 9113 3.4: "A GOAWAY frame (Section 6.8) MAY be omitted in this case".
TEST(Judge, wants_no_goaway_for_a_preface_that_is_none) {
  Expected expected = connection_error(protocol_error);
  expected.may_omit_goaway = true;
  EXPECT_EQ(verdict(expected, heard({}, Heard::End::closed)), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::wrong);
  EXPECT_EQ(verdict(expected, after_pong({})), Verdict::wrong);
}

TEST(Judge, allows_the_code_of_another_sentence) {
  Expected expected = connection_error(frame_size_error);
  expected.also = {protocol_error};
  EXPECT_EQ(verdict(expected, heard({goaway(frame_size_error)})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(protocol_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::wrong);
  Expected of_stream = stream_error(1, frame_size_error);
  of_stream.also = {protocol_error};
  EXPECT_EQ(verdict(of_stream, after_pong({reset(1, protocol_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(of_stream, heard({goaway(protocol_error)})), Verdict::allowed);
}

TEST(Judge, allows_an_answer_that_did_not_wait_for_the_malformed_rest_of_a_request) {
  EXPECT_EQ(verdict(malformed_later(1), after_pong({answer(1, 200)})), Verdict::allowed);
  EXPECT_EQ(verdict(malformed_later(1), after_pong({reset(1, protocol_error)})), Verdict::exact);
  EXPECT_EQ(verdict(malformed_later(1), after_pong({})), Verdict::wrong);
}

TEST(Judge, allows_the_end_of_the_connection_behind_the_right_reset) {
  const Expected expected = stream_error(1, protocol_error);
  EXPECT_EQ(verdict(expected, heard({reset(1, protocol_error), goaway(internal_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(expected, heard({reset(1, cancel), goaway(internal_error)})), Verdict::wrong);
}

TEST(Judge, allows_an_end_that_no_sentence_forbids) {
  Expected expected = never_says({"PING ACK"});
  expected.may_end = true;
  EXPECT_EQ(verdict(expected, after_pong({})), Verdict::exact);
  EXPECT_EQ(verdict(expected, heard({goaway(internal_error)})), Verdict::allowed);
  EXPECT_EQ(verdict(expected, heard({}, Heard::End::closed)), Verdict::without_goaway);
}

// The octets in question were never sent.
TEST(Judge, holds_no_silence_against_a_peer_for_what_it_was_not_sent) {
  Heard what = after_pong({});
  what.awaited = "whole answer on stream 5";
  EXPECT_EQ(verdict(connection_error(frame_size_error), what), Verdict::hangs);
  EXPECT_EQ(verdict(goes_on(), what), Verdict::hangs);
  EXPECT_EQ(judge(goes_on(), what).found, "no whole answer on stream 5");
  what.end = Heard::End::closed;
  EXPECT_EQ(verdict(connection_error(frame_size_error), what), Verdict::wrong);
  // The case begins with a stream error, which ends the connection.
  Heard ended = heard({goaway(protocol_error)});
  ended.awaited = "whole answer on stream 3";
  const Expected begins_with_an_error{.outcome = Expected::Outcome::goes_on, .stream = 3, .may_reset = true};
  EXPECT_EQ(verdict(begins_with_an_error, ended), Verdict::allowed);
  EXPECT_EQ(verdict(goes_on(), ended), Verdict::wrong);
}

TEST(Judge, counts_data) {
  const auto data = [](std::size_t octets) {
    return after_pong(
        {{.type = Type::data, .stream = 1, .content = octets}, {.type = Type::data, .stream = 3, .content = 9}});
  };
  EXPECT_EQ(verdict(sends_data(1, 3), data(3)), Verdict::exact);
  EXPECT_EQ(verdict(sends_data(1, 3), data(2)), Verdict::wrong);
  EXPECT_EQ(verdict(sends_data(1, 3), data(4)), Verdict::wrong);
  // One more could come a little later.
  EXPECT_FALSE(is_settled(sends_data(1, 3), data(3)));
  EXPECT_TRUE(is_settled(sends_data(1, 3), data(4)));
}

// A case that leaves no room for a request makes none: the PING alone shows that the peer lives.
TEST(Judge, calls_a_peer_that_sends_too_little_wrong_where_no_request_follows) {
  Expected expected = sends_data(1, 3);
  expected.is_full = true;
  Heard little{.frames = {{.type = Type::data, .stream = 1, .content = 2}}, .ponged = true};
  EXPECT_EQ(verdict(expected, little), Verdict::wrong);
  EXPECT_EQ(judge(expected, little).found, "2 octets of DATA");
  little.ponged = false;
  EXPECT_EQ(verdict(expected, little), Verdict::hangs);
}

TEST(Judge, wants_settings_first) {
  const Expected expected{.outcome = Expected::Outcome::goes_on, .settings_first = true};
  const HeardFrame settings{.type = Type::settings, .text = "SETTINGS"};
  const HeardFrame acknowledgment{.type = Type::settings, .text = "SETTINGS ACK"};
  EXPECT_EQ(verdict(expected, after_pong({settings, acknowledgment})), Verdict::exact);
  EXPECT_EQ(verdict(expected, after_pong({acknowledgment, settings})), Verdict::wrong);
}

TEST(Judge, takes_an_answer_in_http11_only_for_what_may_be_http11) {
  Heard what;
  what.http11 = true;
  Expected expected = connection_error(protocol_error);
  EXPECT_EQ(verdict(expected, what), Verdict::wrong);
  EXPECT_TRUE(is_settled(expected, what));
  expected.or_http11 = true;
  EXPECT_EQ(verdict(expected, what), Verdict::exact);
}

TEST(Judge, takes_nothing_that_is_not_http2) {
  Heard what = heard({goaway(protocol_error)});
  what.unreadable = "ping_length";
  EXPECT_EQ(verdict(connection_error(protocol_error), what), Verdict::wrong);
}

TEST(Judge, is_settled_by_an_error_and_by_the_end) {
  EXPECT_FALSE(is_settled(connection_error(protocol_error), after_pong({})));
  EXPECT_TRUE(is_settled(connection_error(protocol_error), heard({goaway(protocol_error)})));
  EXPECT_TRUE(is_settled(connection_error(protocol_error), heard({}, Heard::End::closed)));
  EXPECT_FALSE(is_settled(stream_error(1, protocol_error), after_pong({answer(1, 200)})));
  EXPECT_TRUE(is_settled(stream_error(1, protocol_error), after_pong({reset(1, protocol_error)})));
  EXPECT_FALSE(is_settled(goes_on(), heard({})));
  EXPECT_TRUE(is_settled(goes_on(), after_pong({})));
}

TEST(Judge, tells_what_was_expected) {
  EXPECT_EQ(words_of(connection_error(protocol_error)), "GOAWAY PROTOCOL_ERROR");
  EXPECT_EQ(words_of(goes_on()), "the connection goes on");
  EXPECT_EQ(words_of(malformed(1)), "RST_STREAM stream=1 PROTOCOL_ERROR, or an answer of 400 and more");
  EXPECT_EQ(words_of(or_nothing(any_error(1, {stream_closed}))),
            "RST_STREAM stream=1 STREAM_CLOSED, or GOAWAY, or nothing");
  EXPECT_EQ(words_of({.outcome = Expected::Outcome::stream_error, .codes = {refused_stream}, .of_last_stream = true}),
            "RST_STREAM of the last stream REFUSED_STREAM");
  EXPECT_EQ(words_of(malformed_later(1)),
            "RST_STREAM stream=1 PROTOCOL_ERROR, or an answer of 400 and more, or one that did not wait for the end");
  EXPECT_EQ(words_of(sends_data(1, 5)), "5 octets of DATA on stream 1 and no more, and the connection goes on");
}

}  // namespace
}  // namespace weft::conformance
