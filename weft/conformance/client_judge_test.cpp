#include <weft/conformance/client_judge.hpp>

#include <gtest/gtest.h>

namespace weft::conformance {
namespace {

using enum frame::ErrorCode;
using Program = ClientHeard::Program;

HeardFrame client_goaway(ErrorCode code) {
  return {.type = frame::Type::goaway, .code = code, .text = "GOAWAY"};
}
HeardFrame client_reset(StreamId stream, ErrorCode code) {
  return {.type = frame::Type::rst_stream, .stream = stream, .code = code, .text = "RST_STREAM"};
}

Expected of_stream_1(Expected expected) {
  expected.stream = 1;
  return expected;
}

std::string_view client_verdict(const Expected& expected, const ClientHeard& heard) {
  return to_string(judge_client(expected, heard).verdict);
}

ClientHeard client_heard(std::vector<HeardFrame> frames, Heard::End end = Heard::End::closed) {
  ClientHeard out;
  out.frames = std::move(frames);
  out.end = end;
  return out;
}

TEST(ClientJudge, wants_the_code_of_a_connection_error) {
  const Expected expected = connection_error(protocol_error);
  EXPECT_EQ(client_verdict(expected, client_heard({client_goaway(protocol_error)})), "exact");
  EXPECT_EQ(client_verdict(expected, client_heard({client_goaway(internal_error)})), "wrong");
  EXPECT_EQ(client_verdict(expected, client_heard({})), "without GOAWAY");
  EXPECT_EQ(client_verdict(expected, client_heard({}, Heard::End::open)), "hangs");
  ClientHeard careless = client_heard({}, Heard::End::open);
  careless.ponged = true;
  EXPECT_EQ(client_verdict(expected, careless), "wrong");
  EXPECT_EQ(client_verdict(or_nothing(expected), careless), "allowed");
}

TEST(ClientJudge, allows_what_other_sentences_have) {
  Expected expected = connection_error(frame_size_error);
  expected.also = {protocol_error};
  EXPECT_EQ(client_verdict(expected, client_heard({client_goaway(protocol_error)})), "allowed");
  expected.may_omit_goaway = true;
  EXPECT_EQ(client_verdict(expected, client_heard({})), "exact");
  Expected going_on = of_stream_1(takes());
  going_on.may_end = true;
  EXPECT_EQ(client_verdict(going_on, client_heard({client_goaway(internal_error)})), "allowed");
}

TEST(ClientJudge, takes_a_connection_error_for_a_stream_error) {
  const Expected expected = of_stream_1(refuses_response());
  EXPECT_EQ(client_verdict(expected, client_heard({client_reset(1, protocol_error)})), "exact");
  EXPECT_EQ(client_verdict(expected, client_heard({client_reset(1, cancel)})), "wrong");
  EXPECT_EQ(client_verdict(expected, client_heard({client_reset(3, protocol_error)})), "without GOAWAY");
  EXPECT_EQ(client_verdict(expected, client_heard({client_goaway(protocol_error)})), "allowed");
  EXPECT_EQ(
      client_verdict(of_stream_1(any_request_error({protocol_error})), client_heard({client_goaway(protocol_error)})),
      "exact");
}

// A client that waits for the rest of a malformed response, and ends with it, has taken it.
TEST(ClientJudge, knows_a_malformed_response_that_was_taken) {
  const Expected expected = of_stream_1(refuses_response());
  ClientHeard taken = client_heard({});
  taken.responded = true;
  EXPECT_EQ(client_verdict(expected, taken), "without GOAWAY");
  taken.program = Program::succeeded;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.program = Program::unknown;
  taken.went_on = true;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.program = Program::failed;
  EXPECT_EQ(client_verdict(expected, taken), "without GOAWAY");
}

TEST(ClientJudge, wants_a_response_to_be_taken) {
  const Expected expected = of_stream_1(takes());
  ClientHeard taken = client_heard({});
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.responded = true;
  EXPECT_EQ(client_verdict(expected, taken), "exact");
  taken.program = Program::failed;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.program = Program::hung;
  EXPECT_EQ(client_verdict(expected, taken), "hangs");
  taken.program = Program::succeeded;
  taken.frames = {client_reset(1, protocol_error)};
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.frames = {client_reset(1, no_error)};
  EXPECT_EQ(client_verdict(expected, taken), "exact");
}

TEST(ClientJudge, wants_what_has_to_be_said) {
  const Expected expected = of_stream_1(takes_and_says({"PING ACK"}));
  ClientHeard taken = client_heard({}, Heard::End::open);
  taken.ponged = taken.responded = true;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.frames = {{.type = frame::Type::ping, .text = "PING ACK 00"}};
  EXPECT_EQ(client_verdict(expected, taken), "exact");
}

TEST(ClientJudge, counts_what_is_uploaded) {
  const Expected expected = of_stream_1(uploads(10));
  ClientHeard uploaded = client_heard({{.type = frame::Type::data, .stream = 1, .content = 10}}, Heard::End::open);
  uploaded.ponged = true;
  EXPECT_EQ(client_verdict(expected, uploaded), "exact");
  uploaded.frames[0].content = 11;
  EXPECT_EQ(client_verdict(expected, uploaded), "wrong");
  uploaded.frames[0].content = 9;
  EXPECT_EQ(client_verdict(expected, uploaded), "wrong");
}

TEST(ClientJudge, lets_a_request_fail_that_cannot_succeed) {
  const Expected expected = of_stream_1(gives_up_without("HEADERS"));
  ClientHeard failed = client_heard({});
  failed.program = Program::failed;
  EXPECT_EQ(client_verdict(expected, failed), "exact");
  failed.program = Program::hung;
  EXPECT_EQ(client_verdict(expected, failed), "hangs");
  failed.frames = {{.type = frame::Type::headers, .stream = 3, .text = "HEADERS stream=3"}};
  EXPECT_EQ(client_verdict(expected, failed), "wrong");
}

TEST(ClientJudge, allows_the_end_behind_a_whole_response) {
  Expected expected = behind_the_response(connection_error(protocol_error));
  EXPECT_EQ(client_verdict(expected, client_heard({})), "allowed");
  ClientHeard failed = client_heard({});
  failed.program = Program::failed;
  EXPECT_EQ(client_verdict(expected, failed), "without GOAWAY");
  expected.may_fail = true;
  EXPECT_EQ(client_verdict(expected, failed), "allowed");
  EXPECT_EQ(client_verdict(expected, client_heard({client_goaway(protocol_error)})), "exact");
}

TEST(ClientJudge, wants_a_name_in_the_handshake_where_that_is_in_question) {
  Expected expected = of_stream_1(takes());
  ClientHeard taken = client_heard({});
  taken.responded = true;
  taken.server_name = "";
  EXPECT_EQ(client_verdict(expected, taken), "exact");
  expected.server_name = true;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  EXPECT_EQ(judge_client(expected, taken).found, "no server_name in the handshake");
  taken.server_name = "localhost";
  EXPECT_EQ(client_verdict(expected, taken), "exact");
  EXPECT_EQ(words_of_client(expected), "server_name in the handshake, the answer is taken");
}

TEST(ClientJudge, wants_a_sound_request_where_that_is_in_question) {
  Expected expected = of_stream_1(takes());
  ClientHeard taken = client_heard({});
  taken.responded = true;
  taken.request_fault = "connection";
  EXPECT_EQ(client_verdict(expected, taken), "exact");
  expected.sound_request = true;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
  taken.request_fault.clear();
  taken.began_with_settings = false;
  EXPECT_EQ(client_verdict(expected, taken), "wrong");
}

TEST(ClientJudge, says_what_is_expected) {
  EXPECT_EQ(words_of_client(takes()), "the answer is taken");
  EXPECT_EQ(words_of_client(refuses_response()), "RST_STREAM of the request PROTOCOL_ERROR");
  EXPECT_EQ(words_of_client(or_nothing(any_request_error({stream_closed}))),
            "RST_STREAM of the request STREAM_CLOSED, or GOAWAY, or nothing");
  EXPECT_EQ(words_of_client(connection_error(frame_size_error)), "GOAWAY FRAME_SIZE_ERROR");
  EXPECT_EQ(words_of_client(uploads(10)),
            "10 octets of DATA and no more, the request fails or is made again elsewhere");
}

}  // namespace
}  // namespace weft::conformance
