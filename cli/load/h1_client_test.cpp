#include <cli/load/h1_client.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::cli::load {
namespace h1_client_test {

using namespace std::chrono_literals;

constexpr Time start{1h};
constexpr auto any = ~std::size_t{0};

struct Fixture {
  explicit Fixture(Requests wanted = {Request()}, std::size_t depth = 1, std::uint64_t count = 1'000'000)
      : requests(std::move(wanted)),
        texts(compose_texts(requests, parse_target("http://localhost:8080/"))),
        client(depth, ~std::uint64_t{0}, requests, texts, share) {
    share.pace = Pace({.begin = start, .measured = start, .count = count});
    tally.from = start;
  }

  std::string compose(std::size_t most = any) {
    Buffer out;
    client.compose(out, now, most);
    return std::string(as_text(out.readable()));
  }
  bool receive(std::string_view text) { return client.receive(as_octets(text), now); }

  Requests requests;
  RequestTexts texts;
  Share share;
  Tally& tally = share.tally;
  Time now = start;
  H1Client client;
};

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

TEST(H1Client, sends_what_was_composed) {
  Fixture f(Requests{{.path = "/a?b", .fields = {{"user-agent", "weft-load"}, {"accept", "*/*"}}}});
  EXPECT_TRUE(f.client.ready());
  EXPECT_EQ(f.compose(), "GET /a?b HTTP/1.1\r\nhost: localhost:8080\r\nuser-agent: weft-load\r\naccept: */*\r\n\r\n");
  EXPECT_EQ(f.client.open(), 1U);
  EXPECT_EQ(f.client.room(), 0U);
  EXPECT_EQ(f.compose(), "");
}

TEST(H1Client, asks_for_the_requests_in_turn) {
  Fixture f(Requests{{.path = "/a"}, {.path = "/b"}}, 3);
  const std::string sent = f.compose();
  EXPECT_LT(sent.find("GET /a "), sent.find("GET /b "));
  EXPECT_LT(sent.find("GET /b "), sent.rfind("GET /a "));
  EXPECT_EQ(f.client.open(), 3U);
}

TEST(H1Client, a_host_field_is_the_host) {
  Fixture f(Requests{{.fields = {{"host", "example.test"}}}});
  EXPECT_EQ(f.compose(), "GET / HTTP/1.1\r\nhost: example.test\r\n\r\n");
}

TEST(H1Client, counts_answers_of_every_framing_however_they_are_cut) {
  const std::string answers =
      "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
      "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
      "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-trailer: y\r\n\r\n"
      "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"
      "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nworld"
      "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nagain";
  testkit::for_each_segmentation(as_octets(answers), [](const testkit::Segmentation& cut) {
    Fixture f({Request()}, 6);
    f.compose();
    f.now += 7ms;
    for (const Octets piece : cut.pieces) ASSERT_TRUE(f.client.receive(piece, f.now)) << f.client.fault();
    EXPECT_EQ(f.tally.statuses[200], 4U);
    EXPECT_EQ(f.tally.statuses[404], 1U);
    EXPECT_EQ(f.tally.statuses[304], 1U);
    EXPECT_EQ(f.tally.transfers.response_bodies, 15U + 19);
    EXPECT_EQ(f.tally.latency.smallest(), 7ms);
    EXPECT_EQ(f.client.open(), 0U);
    EXPECT_FALSE(f.client.ending());
  });
}

TEST(H1Client, a_head_that_comes_again_means_the_same_only_for_the_same_method) {
  Fixture f(Requests{{.method = "HEAD"}, {.method = "GET"}}, 2);
  f.compose();
  ASSERT_TRUE(f.receive("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"));
  EXPECT_EQ(f.tally.statuses[200], 1U);
  ASSERT_TRUE(f.receive(ok));
  EXPECT_EQ(f.tally.statuses[200], 2U);
  EXPECT_EQ(f.tally.transfers.response_bodies, 5U);
}

// RFC 9112 9.6: "The server MUST NOT process any further requests received on that connection."
TEST(H1Client, what_is_behind_the_last_response_of_a_connection_is_asked_for_elsewhere) {
  Fixture f({{.path = "/a"}, {.path = "/b"}}, 2, 2);
  f.compose();
  ASSERT_TRUE(f.receive("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n and more"));
  EXPECT_TRUE(f.client.ending());
  EXPECT_EQ(f.client.room(), 0U);
  EXPECT_EQ(f.client.open(), 0U);
  EXPECT_EQ(f.tally.resent, 1U);
  EXPECT_EQ(f.tally.under_way, 1U);
  H1Client next(2, 100, f.requests, f.texts, f.share);
  Buffer out;
  next.compose(out, f.now, any);
  EXPECT_EQ(as_text(out.readable()), f.texts[1]);
  ASSERT_TRUE(next.receive(as_octets(ok), f.now));
  EXPECT_EQ(f.tally.statuses[200], 2U);
}

TEST(H1Client, it_has_failed_where_that_is_wanted) {
  Fixture f({Request()}, 2);
  f.share.unprocessed = Unprocessed::fail;
  f.compose();
  ASSERT_TRUE(f.receive("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"));
  EXPECT_EQ(f.tally.errors.at("connection: close"), 1U);
  EXPECT_EQ(f.tally.under_way, 0U);
}

TEST(H1Client, begins_no_more_requests_than_its_quota) {
  const Fixture f;
  Share share;
  share.pace = Pace({.begin = start, .measured = start});
  H1Client client(10, 3, f.requests, f.texts, share);
  Buffer out;
  client.compose(out, start, any);
  EXPECT_EQ(client.open(), 3U);
  EXPECT_TRUE(client.ending());
  EXPECT_FALSE(client.leaving());
}

TEST(H1Client, a_request_that_is_too_old_ends_the_connection) {
  Fixture f({Request()}, 2);
  EXPECT_EQ(f.client.expire(f.now, 3s), never);
  f.compose(1);
  f.now += 1s;
  f.compose(1);
  EXPECT_EQ(f.client.expire(f.now, 3s), start + 3s);
  f.now += 2s;
  EXPECT_EQ(f.client.expire(f.now, 3s), start + 4s);
  EXPECT_FALSE(f.client.outlives_failures());
  EXPECT_EQ(f.tally.errors.at("timed_out"), 1U);
  f.client.abandon("connection lost: timed_out", f.now);
  EXPECT_EQ(f.tally.errors.at("connection lost: timed_out"), 1U);
}

TEST(H1Client, a_body_may_end_with_the_connection) {
  Fixture f;
  f.compose();
  ASSERT_TRUE(f.receive("HTTP/1.0 200 OK\r\n\r\nall of it"));
  EXPECT_EQ(f.client.open(), 1U);
  f.client.receive_end(f.now);
  EXPECT_EQ(f.client.open(), 0U);
  EXPECT_EQ(f.tally.statuses[200], 1U);
  EXPECT_EQ(f.tally.transfers.response_bodies, 9U);
}

TEST(H1Client, an_end_in_the_middle_of_a_body_is_an_error) {
  Fixture f;
  f.compose();
  ASSERT_TRUE(f.receive(ok.substr(0, ok.size() - 1)));
  f.client.receive_end(f.now);
  EXPECT_EQ(f.client.open(), 1U);
  f.client.abandon("connection lost: ended", f.now);
  EXPECT_EQ(f.tally.failures, 1U);
}

TEST(H1Client, ends_a_connection_that_it_cannot_read) {
  for (const std::string_view wrong :
       {"HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n"}) {
    Fixture f;
    f.compose();
    EXPECT_FALSE(f.receive(wrong)) << wrong;
    EXPECT_EQ(f.client.fault().rfind("protocol error: ", 0), 0U);
  }
  Fixture f({Request()}, 1, 1);
  f.compose();
  EXPECT_FALSE(f.receive(std::string(ok) + std::string(ok)));
  EXPECT_EQ(f.client.fault(), "protocol error: response_without_request");
  Fixture switched;
  switched.compose();
  EXPECT_FALSE(switched.receive("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"));
  EXPECT_EQ(switched.client.fault(), "protocol error: tunnel_not_wanted");
}

TEST(H1Client, says_that_a_server_speaks_http2) {
  for (const bool asked : {false, true}) {
    Fixture f;
    if (asked) f.compose();
    EXPECT_FALSE(f.receive(std::string_view("\0\0\0\4\0\0\0\0\0", 9)));
    EXPECT_NE(f.client.fault().find("try --http 2"), std::string::npos);
  }
}

TEST(H1Client, sends_bodies_in_pieces_and_in_order) {
  const std::string body(600'000, 'x');
  Fixture f(Requests{{.method = "POST", .path = "/a", .body = body}, {.path = "/b"}}, 2);
  std::string sent = f.compose();
  EXPECT_LE(sent.size(), 300'000U);
  EXPECT_TRUE(f.client.wants_to_send());
  for (int turns = 0; f.client.wants_to_send() && turns < 10; ++turns) sent += f.compose();
  EXPECT_EQ(f.client.open(), 2U);
  const std::string expected = f.texts[0] + body + f.texts[1];
  EXPECT_EQ(sent, expected);
  EXPECT_NE(f.texts[0].find("content-length: 600000\r\n"), std::string::npos);
  EXPECT_EQ(f.tally.transfers.request_bodies, 600'000U);
}

TEST(H1Client, a_request_that_cannot_be_written_is_refused) {
  const Requests requests = {{.fields = {{"transfer-encoding", "chunked\r\n"}}}};
  EXPECT_THROW(compose_texts(requests, parse_target("http://localhost/")), std::invalid_argument);
}

}  // namespace h1_client_test
}  // namespace weft::cli::load
