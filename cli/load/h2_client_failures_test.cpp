// How requests of an HTTP/2 connection fail, or go to another connection.
#include <cli/load/h2_client.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cli/load/h2_client_support_test.hpp>

namespace weft::cli::load {
namespace {

using namespace test;

TEST(H2Client, a_response_without_a_status_is_an_error) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().data(1, "x", end_stream));
  EXPECT_EQ(f.tally.errors.at("response without a status"), 1U);
}

TEST(H2Client, a_reset_is_an_error_with_its_code) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().rst_stream(1, frame::ErrorCode::internal_error).rst_stream(1).rst_stream(99));
  EXPECT_EQ(f.tally.errors.at("reset: INTERNAL_ERROR"), 1U);
  EXPECT_EQ(f.tally.failures, 1U);
  EXPECT_EQ(f.client.open(), 1U);
}

// RFC 9113 8.7: "Any request that was sent on the reset stream can be safely retried."
TEST(H2Client, a_refused_stream_is_asked_for_again_and_still_counts_from_when_it_was_due) {
  Fixture f({{.path = "/a"}, {.path = "/b"}}, {.streams = 1}, 1);
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().rst_stream(1, frame::ErrorCode::refused_stream));
  EXPECT_EQ(f.client.open(), 0U);
  EXPECT_EQ(f.tally.under_way, 1U);
  EXPECT_TRUE(f.compose().empty()) << "the server is not asked in a hurry";
  f.now += 50ms;
  const Lines lines = f.compose();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].rfind("HEADERS stream=3 END_STREAM|END_HEADERS", 0), 0U) << lines[0];
  f.receive(frames().headers(3, response(200), end_stream));
  EXPECT_EQ(f.tally.statuses[200], 1U);
  EXPECT_EQ(f.tally.latency.largest(), 50ms);
  EXPECT_EQ(f.tally.requests, 1U);
  EXPECT_EQ(f.tally.resent, 1U);
  EXPECT_TRUE(f.tally.errors.empty());
}

TEST(H2Client, a_stream_that_is_always_refused_has_failed) {
  Fixture f({Request()}, {.streams = 1}, 1);
  f.compose();
  f.receive(frames().settings());
  std::uint32_t stream = 1;
  for (; f.tally.under_way > 0 || stream == 1; stream += 2) {
    f.compose();
    ASSERT_EQ(f.client.open(), 1U);
    f.receive(frames().rst_stream(stream, frame::ErrorCode::refused_stream));
    f.now += 2s;
  }
  EXPECT_EQ(f.tally.resent, Share::most_refusals);
  EXPECT_EQ(f.tally.errors.at("reset: REFUSED_STREAM"), 1U);
}

TEST(H2Client, a_refusal_is_a_failure_where_that_is_wanted) {
  Fixture f;
  f.share.unprocessed = Unprocessed::fail;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().rst_stream(1, frame::ErrorCode::refused_stream).goaway(1));
  EXPECT_EQ(f.tally.errors.at("reset: REFUSED_STREAM"), 1U);
  EXPECT_EQ(f.tally.errors.at("goaway: NO_ERROR"), 1U);
  EXPECT_EQ(f.tally.resent, 0U);
}

// RFC 9113 8.7: a server must not say so of a request that it has processed; then it is no refusal.
TEST(H2Client, a_refusal_behind_a_response_is_a_failure) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().headers(1, response(200)).rst_stream(1, frame::ErrorCode::refused_stream));
  EXPECT_EQ(f.tally.errors.at("reset: REFUSED_STREAM"), 1U);
  EXPECT_EQ(f.tally.resent, 0U);
}

TEST(H2Client, after_goaway_what_the_server_took_goes_on_and_the_rest_goes_elsewhere) {
  Fixture f({Request()}, {.streams = 2}, 2);
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().goaway(1));
  EXPECT_TRUE(f.tally.errors.empty());
  EXPECT_EQ(f.tally.resent, 1U);
  EXPECT_EQ(f.client.open(), 1U);
  EXPECT_EQ(f.client.room(), 0U);
  EXPECT_TRUE(f.client.leaving());
  f.receive(frames().headers(1, response(200), end_stream));
  EXPECT_EQ(f.tally.statuses[200], 1U);
  H2Client next(f.options, f.requests, f.blocks_for, f.share);
  ASSERT_TRUE(next.receive(frames().settings().octets(), f.now));
  Buffer out;
  next.compose(out, f.now, any);
  EXPECT_EQ(next.open(), 1U);
  ASSERT_TRUE(next.receive(frames().headers(1, response(200), end_stream).octets(), f.now));
  EXPECT_EQ(f.tally.statuses[200], 2U);
  EXPECT_EQ(f.tally.requests, 2U);
}

// RFC 9113 6.8: a server that drains says first that it will go, and how far it came later.
TEST(H2Client, a_second_goaway_may_take_fewer) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().goaway(frame::max_stream_id));
  EXPECT_EQ(f.client.open(), 2U);
  EXPECT_TRUE(f.client.leaving());
  f.receive(frames().goaway(1));
  EXPECT_EQ(f.client.open(), 1U);
  EXPECT_EQ(f.tally.resent, 1U);
}

TEST(H2Client, a_request_that_is_too_old_is_reset_and_the_others_go_on) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  EXPECT_EQ(f.client.expire(f.now, 3s), never);
  f.compose(1);
  f.now += 1s;
  f.compose();
  EXPECT_EQ(f.client.expire(f.now, 3s), start + 3s);
  f.now += 2s;
  EXPECT_EQ(f.client.expire(f.now, 3s), start + 4s);
  EXPECT_EQ(f.compose(0), Lines{"RST_STREAM stream=1 CANCEL"});
  EXPECT_EQ(f.tally.errors.at("timed_out"), 1U);
  EXPECT_EQ(f.client.open(), 1U);
  f.receive(frames().headers(1, response(200), end_stream).headers(3, response(200), end_stream));
  EXPECT_EQ(f.tally.statuses[200], 1U);
}

// The age counts from the first time that it was sent.
TEST(H2Client, a_request_is_not_younger_for_being_sent_again) {
  Fixture f({Request()}, {.streams = 1}, 1);
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().rst_stream(1, frame::ErrorCode::refused_stream));
  EXPECT_EQ(f.client.take_sent_before(), never);
  f.now += 2s;
  f.compose();
  EXPECT_EQ(f.client.take_sent_before(), start);
  EXPECT_EQ(f.client.take_sent_before(), never);
  f.now += 1s;
  EXPECT_EQ(f.client.expire(f.now, 3s), never);
  EXPECT_EQ(f.tally.errors.at("timed_out"), 1U);
}

// --- RFC 9113 8.1.1: content-length --------------------------------------------------------------------------------

struct LengthCase {
  const char* length;
  std::vector<std::size_t> data;
  const char* failure;  // null: answered
  std::string method = "GET";
  int status = 200;
};

TEST(H2Client, a_body_is_held_against_its_content_length) {
  const char* const less = "less DATA than content-length says";
  const char* const more = "more DATA than content-length says";
  const char* const none = "content-length is no number";
  for (const LengthCase& c : std::vector<LengthCase>{{"5", {5}, nullptr},
                                                     {"5", {2, 3}, nullptr},
                                                     {"5", {2, 3, 0}, nullptr},
                                                     {"0", {}, nullptr},
                                                     {"5", {4}, less},
                                                     {"5", {}, less},
                                                     {"5", {0}, less},
                                                     {"5", {6}, more},
                                                     {"5", {5, 1}, more},
                                                     {"0", {1}, more},
                                                     {"5", {}, nullptr, "HEAD"},
                                                     {"5", {}, nullptr, "GET", 304},
                                                     {"5", {4}, less, "GET", 500},
                                                     {"5, 5", {5}, nullptr},
                                                     {"5, 6", {5}, none},
                                                     {"five", {5}, none},
                                                     {"-1", {5}, none},
                                                     {"99999999999999999999", {5}, none},
                                                     {"", {}, none}}) {
    SCOPED_TRACE(fmt::format("{} {} {} {}", c.method, c.status, c.length, c.data.size()));
    Fixture f(Requests{{.method = c.method}});
    f.compose();
    f.receive(frames().settings());
    f.compose();
    Frames server = frames();
    const auto head = response(c.status).with("content-length", c.length);
    server.headers(1, head, c.data.empty() ? end_stream : http::End::no);
    for (std::size_t i = 0; i < c.data.size(); ++i) {
      server.data(1, std::string(c.data[i], 'x'), i + 1 == c.data.size() ? end_stream : http::End::no);
    }
    ASSERT_TRUE(f.receive(server));
    EXPECT_EQ(f.client.open(), 1U);
    EXPECT_EQ(f.tally.latency.count(), c.failure == nullptr ? 1U : 0U);
    EXPECT_EQ(f.tally.failures, c.failure == nullptr ? 0U : 1U);
    if (c.failure == nullptr) continue;
    EXPECT_EQ(f.tally.errors.at(c.failure), 1U);
    EXPECT_EQ(f.compose(0), Lines{"RST_STREAM stream=1 PROTOCOL_ERROR"});
  }
}

TEST(H2Client, padding_is_no_content_and_trailers_end_the_count) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  Frames server = frames();
  server.headers(1, response(200).with("content-length", "4"))
      .add(frame::Data{.stream = 1, .octets = as_octets("body"), .end_stream = true, .padding = 9})
      .headers(3, response(200).with("content-length", "4"))
      .data(3, "bod")
      .headers(3, testkit::trailers(), end_stream);
  ASSERT_TRUE(f.receive(server));
  EXPECT_EQ(f.tally.statuses[200], 1U);
  EXPECT_EQ(f.tally.errors.at("less DATA than content-length says"), 1U);
}

// The block is known by its octets the second time.
TEST(H2Client, a_head_that_comes_again_has_its_length_again) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  const testkit::Bytes block = testkit::hex("88 0f 0d 01 35");  // :status 200, content-length 5
  for (std::uint32_t stream = 1; stream <= 3; stream += 2) {
    f.receive(frames().headers_block(stream, block, frame::flag::end_headers).data(stream, "1234", end_stream));
  }
  EXPECT_EQ(f.tally.errors.at("less DATA than content-length says"), 2U);
}

TEST(H2Client, what_a_lost_connection_owed_has_failed) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.client.abandon("connection lost: peer_reset", f.now);
  EXPECT_EQ(f.tally.errors.at("connection lost: peer_reset"), 2U);
  EXPECT_EQ(f.tally.under_way, 0U);
}

}  // namespace
}  // namespace weft::cli::load
