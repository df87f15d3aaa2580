#include <weft/server/request_body.hpp>

#include <future>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

// clang-format off: the slash is none of division.
#include WEFT_ASIO_HEADER(experimental/awaitable_operators.hpp)
// clang-format on

namespace weft::server {
namespace {

using testing::StartsWith;

class Upload : public ServerTest {
 protected:
  void SetUp() override {
    server->post("/text", [](Context& c) -> Task<> {
      auto text = co_await c.body().text(1000);
      if (!text) co_return c.error(text.error());
      c.text(*text);
    });
    server->post("/count", [](Context& c) -> Task<> { c.text(fmt::to_string(co_await c.body().discard())); });
    server->post("/gone", [](Context& c) {
      c.body().discard([](Context& context, std::uint64_t octets) { context.text(fmt::to_string(octets)); });
    });
    server->post("/throws", [](Context& c) {
      c.body().discard([](Context&, std::uint64_t) { throw std::runtime_error("no room"); });
    });
    server->post("/chunks", [](Context& c) -> Task<> {
      std::uint64_t octets = 0;
      while (const auto chunk = co_await c.body().read()) octets += chunk->size();
      const auto* trailers = c.body().trailers();
      c.text(fmt::format("{} {}", octets, trailers ? trailers->find("x-sum").value_or("none") : "no trailers"));
    });
    server->post("/unread", [](Context& c) { c.text("not read"); });
    server->post("/twice", [](Context& c) -> Task<> {
      const auto first = co_await c.body().text(1000);
      const auto second = co_await c.body().text(1000);
      c.text(*first + "|" + *second);
    });
  }
  TestResponse post(std::string_view path, std::string_view body) {
    return request(fmt::format("POST {}", path), fmt::format("content-length: {}\r\n", body.size()), body);
  }
};

TEST_F(Upload, is_read_as_text) {
  EXPECT_EQ(post("/text", "some text").body, "some text");
}

TEST_F(Upload, without_octets_is_the_empty_text) {
  EXPECT_EQ(post("/text", "").body, "");
  EXPECT_EQ(request("POST /text").body, "");
}

TEST_F(Upload, may_be_as_long_as_the_limit_and_not_longer) {
  EXPECT_EQ(post("/text", std::string(1000, 'x')).body, std::string(1000, 'x'));
  EXPECT_EQ(post("/text", std::string(1001, 'x')).status(), 413);
}

TEST_F(Upload, of_unknown_length_is_held_to_the_limit_as_well) {
  const std::string chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  EXPECT_EQ(request("POST /text", "transfer-encoding: chunked\r\n", chunk + "0\r\n\r\n").status(), 200);
  EXPECT_EQ(request("POST /text", "transfer-encoding: chunked\r\n", chunk + "1\r\nx\r\n0\r\n\r\n").status(), 413);
}

TEST_F(Upload, that_is_declared_too_long_is_not_even_invited) {
  start();
  TestClient client(server->endpoints().front());
  client.send("POST /text HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1001\r\n\r\n");
  EXPECT_THAT(client.read_response().head, StartsWith("HTTP/1.1 413 "));
}

TEST_F(Upload, that_waits_for_an_invitation_gets_one_when_it_is_read) {
  start();
  TestClient client(server->endpoints().front());
  client.send("POST /text HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 "));
  client.send("hi");
  EXPECT_EQ(client.read_response().body, "hi");
}

TEST_F(Upload, may_be_counted_without_being_kept) {
  EXPECT_EQ(post("/count", std::string(5'000'000, 'x')).body, "5000000");
}

TEST_F(Upload, is_read_chunk_by_chunk) {
  EXPECT_EQ(post("/chunks", std::string(5'000'000, 'x')).body, "5000000 no trailers");
}

TEST_F(Upload, may_have_trailers) {
  EXPECT_EQ(request("POST /chunks", "transfer-encoding: chunked\r\n", "3\r\nabc\r\n0\r\nx-sum: 7\r\n\r\n").body, "3 7");
}

TEST_F(Upload, has_nothing_left_after_its_end) {
  EXPECT_EQ(post("/twice", "once").body, "once|");
}

TEST_F(Upload, that_is_not_read_does_not_hurt_its_answer) {
  EXPECT_EQ(post("/unread", "some octets").body, "not read");
}

TEST_F(Upload, arrives_the_same_one_octet_at_a_time) {
  start();
  TestClient client(server->endpoints().front());
  client.send("POST /text HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n");
  for (const char octet : std::string_view("some text")) client.send({&octet, 1});
  EXPECT_EQ(client.read_response().body, "some text");
}

TEST_F(Upload, may_be_discarded_before_the_handler_is_called) {
  EXPECT_EQ(post("/gone", std::string(200'000, 'x')).body, "200000");
  EXPECT_EQ(post("/gone", "").body, "0");
  EXPECT_EQ(request("POST /gone").body, "0");
  EXPECT_EQ(request("POST /gone", "transfer-encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n").body, "3");
}

TEST_F(Upload, that_was_discarded_may_end_in_an_exception) {
  EXPECT_EQ(post("/throws", "some text").status(), 500);
  EXPECT_EQ(post("/gone", "some text").body, "9");
}

// Sends the half of a body, and the other one when the handler has given up waiting for it.
class Interrupted : public ServerTest {
 protected:
  std::string answer() {
    start();
    TestClient client(server->endpoints().front());
    client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nsome");
    gave_up.get_future().wait();
    client.send(" text");
    return client.read_response().body;
  }

  std::promise<void> gave_up;
};

TEST_F(Interrupted, text_is_whole_the_next_time) {
  server->post("/", [this](Context& c) -> Task<> {
    EXPECT_FALSE(co_await within(std::chrono::milliseconds(20), c.body().text(1000)));
    gave_up.set_value();
    const auto text = co_await c.body().text(1000);
    c.text(*text);
  });
  EXPECT_EQ(answer(), "some text");
}

TEST_F(Interrupted, text_may_have_lost_a_race) {
  server->post("/", [this](Context& c) -> Task<> {
    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (c.body().text(1000) || c.sleep(std::chrono::milliseconds(20)));
    EXPECT_EQ(first.index(), 1u);
    gave_up.set_value();
    const auto second = co_await (c.body().text(1000) || c.sleep(std::chrono::hours(1)));
    c.text(*std::get<0>(second));
  });
  EXPECT_EQ(answer(), "some text");
}

TEST_F(Interrupted, reading_loses_no_octets) {
  server->post("/", [this](Context& c) -> Task<> {
    std::string all;
    bool told = false;
    for (;;) {
      const auto chunk = co_await within(std::chrono::milliseconds(5), c.body().read());
      if (!chunk && !std::exchange(told, true)) gave_up.set_value();
      if (!chunk) continue;
      if (!*chunk) break;
      all += as_text(**chunk);
    }
    c.text(all);
  });
  EXPECT_EQ(answer(), "some text");
}

TEST_F(Interrupted, discarding_counts_what_comes_afterwards) {
  server->post("/", [this](Context& c) -> Task<> {
    EXPECT_EQ(as_text(**(co_await within(std::chrono::hours(1), c.body().read()))), "some");
    EXPECT_FALSE(co_await within(std::chrono::milliseconds(5), c.body().discard()));
    gave_up.set_value();
    c.text(fmt::to_string(co_await c.body().discard()));
  });
  EXPECT_EQ(answer(), "5");
}

TEST_F(Interrupted, a_text_beyond_its_limit_can_still_be_read) {
  server->post("/", [this](Context& c) -> Task<> {
    gave_up.set_value();
    auto declared = co_await c.body().text(5);
    EXPECT_EQ(declared.error(), http::Status::content_too_large);
    c.text(*co_await c.body().text(9));
  });
  EXPECT_EQ(answer(), "some text");
}

TEST_F(Interrupted, two_readers_are_a_mistake) {
  server->post("/", [this](Context& c) -> Task<> {
    using namespace asio::experimental::awaitable_operators;
    constexpr auto read_as_well = [](RequestBody& body, std::promise<void>& refused) -> Task<> {
      try {
        co_await body.read();
      } catch (const std::logic_error&) {
        refused.set_value();
      }
    };
    const auto text = co_await (c.body().text(9) && read_as_well(c.body(), gave_up));
    c.text(*text);
  });
  EXPECT_EQ(answer(), "some text");
}

// Its context serves the next request: were the handler called for nobody, this would crash or hang.
TEST_F(Upload, that_breaks_off_while_it_is_discarded_leaves_nothing_behind) {
  start();
  for (int i = 0; i < 10; ++i) {
    TestClient client(server->endpoints().front());
    client.send("POST /gone HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf");
    client.vanish();
    EXPECT_EQ(post("/gone", "whole").body, "5");
  }
}

}  // namespace
}  // namespace weft::server
