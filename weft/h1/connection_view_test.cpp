#include <gtest/gtest.h>

#include <array>
#include <string>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace connection_view_test {

using namespace std::chrono_literals;
using http::EngineView;
using http::StreamView;
using http::Wait;
using testkit::Clock;
using testkit::H1Endpoint;
using testkit::LongBody;
using testkit::WaitingBody;
using Application = H1Endpoint::Application;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

http::ResponseHead head_of(std::optional<std::uint64_t> length) {
  http::ResponseHead head;
  head.content_length = length;
  return head;
}

struct View : testing::Test {
  EngineView view() { return server.connection().view(clock.now()); }
  StreamView only() {
    const auto streams = view().streams;
    EXPECT_EQ(streams.size(), 1u);
    return streams.empty() ? StreamView() : streams[0];
  }
  void expect_wait(Wait wait, Duration since) {
    EXPECT_EQ(only().wait, wait);
    EXPECT_EQ(only().waiting, since);
    EXPECT_EQ(only().waits[wait], since);
    EXPECT_EQ(only().waits.total(), since);
  }

  Clock clock;
  H1Endpoint server{Role::server, clock, {}, Application::holds};
};

TEST_F(View, has_no_stream_between_messages_and_nothing_of_http2) {
  EXPECT_TRUE(view().streams.empty());
  EXPECT_FALSE(view().windows);
  EXPECT_FALSE(view().scheme);
  EXPECT_FALSE(view().table_out);
  EXPECT_TRUE(view().limits.empty());
}

TEST_F(View, tells_the_application_that_has_not_answered) {
  server.receive(get);
  clock.advance(2s);
  expect_wait(Wait::application, 2s);
  EXPECT_EQ(only().id, 1u);
  EXPECT_EQ(only().state, "half-closed (remote)");
  EXPECT_FALSE(only().is_receiving);
}

TEST_F(View, counts_nothing_while_the_request_comes_and_from_its_last_octet_on) {
  server.receive("POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 5\r\n\r\nx");
  for (int i = 0; i < 3; ++i) {
    clock.advance(999ms);
    EXPECT_EQ(only().wait, std::nullopt);
    EXPECT_TRUE(only().is_receiving);
    EXPECT_EQ(only().state, "open");
    server.receive("x");
  }
  clock.advance(3s);
  expect_wait(Wait::application, 3s);
  server.receive("y");
  clock.advance(1s);
  expect_wait(Wait::application, 1s);
}

TEST_F(View, knows_a_rate_that_keeps_a_request_from_coming) {
  server.receive("POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 9000\r\n\r\n");
  EXPECT_EQ(only().held, StreamView::Held::no);
  OwnRate slow(100, 1, clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.connection().limit_receiving(1, buckets);
  server.receive(std::string(8000, 'x'));
  EXPECT_EQ(only().held, StreamView::Held::by_rate);
  clock.advance(3s);
  EXPECT_EQ(only().wait, Wait::rate_limit);
  server.connection().limit_receiving(1, {});
}

TEST_F(View, says_whether_the_answer_has_begun) {
  WaitingBody waiting;
  server.receive(get);
  EXPECT_FALSE(only().has_begun);
  server.respond(1, head_of(std::nullopt), &waiting);
  EXPECT_TRUE(only().has_begun);
}

TEST_F(View, tells_a_body_that_is_blocked_and_one_that_the_transport_does_not_take) {
  WaitingBody waiting;
  server.receive(get);
  server.respond(1, head_of(std::nullopt), &waiting);
  clock.advance(2s);
  expect_wait(Wait::application, 2s);
  waiting.end();
  server.connection().ready(1);
  clock.advance(1s);
  EXPECT_EQ(only().wait, Wait::socket);
  server.run();
  EXPECT_TRUE(view().streams.empty() || !only().wait);
}

TEST_F(View, tells_a_rate_and_what_is_left) {
  LongBody body(1'000'000);
  OwnRate slow(1000, 1, clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.receive(get);
  server.connection().limit_sending(1, buckets);
  server.respond(1, head_of(1'000'000), &body);
  clock.advance(1s);
  expect_wait(Wait::rate_limit, 1s);
  EXPECT_EQ(only().unsent, 1'000'000 - body.pulled());
  EXPECT_GT(only().sent, 0u);
}

TEST_F(View, has_the_rank_of_its_stream) {
  EXPECT_EQ(server.connection().worst(clock.now()), http::Rank());
  server.receive(get);
  clock.advance(2s);
  EXPECT_EQ(server.connection().worst(clock.now()), http::rank_of(only()));
  EXPECT_EQ(server.connection().worst(clock.now()).waiting, 2s);
}

TEST_F(View, says_that_the_connection_drains) {
  server.receive(get);
  server.connection().shutdown(clock.now());
  EXPECT_TRUE(view().is_draining);
  EXPECT_FALSE(view().is_over);
}

}  // namespace connection_view_test
}  // namespace weft::h1
