#include <weft/server/response_stream.hpp>

#include <atomic>
#include <future>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class Streamed : public ServerTest {
 protected:
  std::string all_of(std::string_view method = "GET") {
    start();
    TestClient client(server->endpoints().front());
    client.send(std::string(method) + " / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    return client.read_to_end();
  }
};

TEST_F(Streamed, pieces_arrive_in_order_and_end) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/event-stream");
    for (int i = 0; i < 3; ++i) co_await body.write(fmt::format("data: {}\n\n", i));
  });
  const auto all = all_of();
  EXPECT_THAT(all, HasSubstr("content-type: text/event-stream\r\n"));
  EXPECT_THAT(all, HasSubstr("data: 0\n\ndata: 1\n\ndata: 2\n\n"));
  EXPECT_THAT(all, EndsWith("0\r\n\r\n"));
}

TEST_F(Streamed, pieces_leave_while_the_handler_waits) {
  std::promise<void> release;
  auto released = release.get_future().share();
  server->get("/", [released](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("first");
    while (released.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      co_await c.sleep(std::chrono::milliseconds(1));
    }
    co_await body.write("second");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(client.read_until("first"), EndsWith("first"));
  release.set_value();
  EXPECT_THAT(client.read_until("second"), EndsWith("second"));
}

TEST_F(Streamed, nothing_at_all_is_a_complete_response) {
  server->get("/", [](Context& c) -> Task<> {
    c.stream("text/plain");
    co_return;
  });
  EXPECT_THAT(all_of(), EndsWith("\r\n\r\n0\r\n\r\n"));
}

TEST_F(Streamed, a_piece_may_be_larger_than_what_is_held) {
  server->get("/", [](Context& c) -> Task<> {
    c.response().content_length = 1'000'000;
    auto body = c.stream("text/plain");
    co_await body.write(std::string(1'000'000, 'x'));
  });
  EXPECT_THAT(all_of(), EndsWith("\r\n\r\n" + std::string(1'000'000, 'x')));
}

TEST_F(Streamed, a_piece_goes_at_once_or_not_at_all) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    const std::string half(StreamBuffer::capacity / 2, 'x');
    EXPECT_EQ(body.room(), StreamBuffer::capacity);
    EXPECT_TRUE(body.try_write(as_octets(half)));
    EXPECT_FALSE(body.try_write(as_octets(half + "y")));
    EXPECT_TRUE(body.try_write(as_octets(half)));
    EXPECT_EQ(body.room(), 0u);
    EXPECT_EQ(body.written(), StreamBuffer::capacity);
    body.end();
    EXPECT_FALSE(body.try_write(as_octets("y")));
    co_return;
  });
  EXPECT_THAT(all_of(), Not(HasSubstr("y\r\n")));
}

TEST_F(Streamed, a_slow_peer_holds_the_handler_back) {
  constexpr std::size_t piece = 64 * 1024;
  constexpr std::size_t pieces = 1000;
  std::atomic<std::size_t> written = 0;
  server->get("/", [&written](Context& c) -> Task<> {
    c.response().content_length = pieces * piece;
    auto body = c.stream("text/plain");
    const std::string octets(piece, 'x');
    for (std::size_t i = 0; i < pieces; ++i) {
      co_await body.write(octets);
      written += piece;
    }
  });
  start();
  TestClient client(server->endpoints().front(), 64 * 1024);
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  client.read_until("\r\n\r\n");
  // For a peer that does not read the kernel takes far less than a third of the whole body.
  EXPECT_LT(written, pieces * piece / 3);
  EXPECT_EQ(client.read_exactly(pieces * piece).size(), pieces * piece);
}

TEST_F(Streamed, a_write_that_was_cancelled_says_how_far_it_came) {
  std::promise<void> stuck;
  std::atomic<bool> interrupted = false;
  server->get("/", [&](Context& c) -> Task<> {
    std::string octets;
    for (int i = 0; i < 1'000'000; ++i) octets += fmt::format("{:8}", i);
    auto body = c.stream("text/plain");
    while (body.written() < octets.size()) {
      const auto left = std::string_view(octets).substr(body.written());
      if (co_await within(std::chrono::milliseconds(5), body.write(left))) continue;
      if (!interrupted.exchange(true)) stuck.set_value();
    }
  });
  start();
  TestClient client(server->endpoints().front(), 16 * 1024);
  client.send("GET / HTTP/1.0\r\n\r\n");
  stuck.get_future().wait();
  client.read_until("\r\n\r\n");
  const auto all = client.read_to_end();
  ASSERT_EQ(all.size(), 8'000'000u);
  for (std::size_t i = 0; i < 1'000'000; ++i) ASSERT_EQ(std::stoul(all.substr(8 * i, 8)), i);
}

TEST_F(Streamed, may_end_before_the_handler_does) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("all");
    body.end();
    co_await body.write("never sent");
  });
  const auto all = all_of();
  EXPECT_THAT(all, HasSubstr("all\r\n0\r\n\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("never")));
}

TEST_F(Streamed, may_have_trailers) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("a");
    body.trailer("x-sum", "7");
  });
  EXPECT_THAT(all_of(), EndsWith("0\r\nx-sum: 7\r\n\r\n"));
}

TEST_F(Streamed, may_have_trailers_whose_names_are_written_in_any_case) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("a");
    EXPECT_THROW(body.trailer("content-length", "1"), std::invalid_argument);
    EXPECT_THROW(body.trailer("Set-Cookie", "a=b"), std::invalid_argument);
    body.trailer("X-Sum", " 7 ");
  });
  EXPECT_THAT(all_of(), EndsWith("0\r\nx-sum: 7\r\n\r\n"));
}

TEST_F(Streamed, for_head_ends_the_handler_at_its_first_piece) {
  std::atomic<bool> went_on = false;
  server->get("/", [&went_on](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("never sent");
    went_on = true;
  });
  const auto all = all_of("HEAD");
  EXPECT_THAT(all, HasSubstr("200 OK"));
  EXPECT_THAT(all, EndsWith("\r\n\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("never")));
  server->stop();
  server->wait();
  EXPECT_FALSE(went_on);
}

}  // namespace
}  // namespace weft::server
