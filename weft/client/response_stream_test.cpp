#include <weft/client/response_stream.hpp>

#include <fmt/format.h>

#include <atomic>
#include <random>
#include <stdexcept>
#include <vector>

#include <weft/client/support_test.hpp>
#include <weft/io/within.hpp>

namespace weft {
namespace {

using http::Status;
using http::Version;

// No two parts of it are alike.
std::string long_text(std::size_t size) {
  std::string text;
  text.reserve(size + 16);
  for (std::size_t i = 0; text.size() < size; ++i) text += fmt::format("{} ", i * i);
  text.resize(size);
  return text;
}

class StreamTest : public EachVersion {
 protected:
  void SetUp() override {
    EachVersion::SetUp();
    server->get("/long", [this](Context& c) { c.text(text); });
    server->get("/trailers", [](Context& c) -> Task<> {
      auto body = c.stream("text/plain");
      co_await body.write("hello");
      body.trailer("x-sum", "5");
    });
    server->get("/empty", [](Context& c) { c.text(""); });
    server->get("/endless", [this](Context& c) -> Task<> {
      auto body = c.stream("text/plain");
      const std::string piece(16 * 1024, 'x');
      try {
        for (;;) {
          co_await body.write(piece);
          written += piece.size();
        }
      } catch (const std::system_error&) {
        broken_off.set_value();
        throw;
      }
    });
  }

  const std::string text = long_text(5'000'000);
  std::atomic<std::size_t> written = 0;
  std::promise<void> broken_off;
};

INSTANTIATE_TEST_SUITE_P(Both, StreamTest, testing::Values(Version::http11, Version::http2), name_of_version);

TEST_P(StreamTest, gives_the_head_and_then_the_body) {
  auto stream = get("/long").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  stream->prioritize({.urgency = 0});
  EXPECT_THROW(stream->prioritize({.urgency = 8}), std::invalid_argument);
  EXPECT_EQ(stream->status(), Status::ok);
  EXPECT_TRUE(stream->ok());
  EXPECT_EQ(stream->version(), GetParam());
  EXPECT_EQ(stream->why(), over_http2() ? VersionReason::alpn_h2 : VersionReason::policy);
  EXPECT_EQ(stream->fields().find(http::FieldName::content_length), "5000000");
  const auto body = read_all(*stream);
  ASSERT_TRUE(body.has_value()) << body.error().text();
  EXPECT_EQ(*body, text);
  // The end stays.
  EXPECT_EQ(stream->read_wait(), std::string());
}

TEST_P(StreamTest, gives_the_trailers_behind_the_end) {
  auto stream = get("/trailers").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_EQ(read_all(*stream), "hello");
  EXPECT_EQ(stream->trailers().find("x-sum"), "5");
}

TEST_P(StreamTest, may_have_no_body) {
  auto stream = get("/empty").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_EQ(read_all(*stream), "");
}

TEST_P(StreamTest, is_read_by_a_coroutine) {
  ClientRequest request = get("/long");
  std::string all;
  io::Loop loop;
  run(loop, [](ClientRequest& its_request, std::string& its_text) -> Task<> {
    auto stream = co_await its_request.open();
    if (!stream) co_return;
    for (;;) {
      const auto chunk = co_await stream->read();
      if (!chunk || chunk->empty()) co_return;
      its_text += *chunk;
    }
  }(request, all));
  EXPECT_EQ(all, text);
}

TEST_P(StreamTest, that_does_not_begin_says_why) {
  auto stream = client.get("https://127.0.0.1:1/").open_wait();
  ASSERT_FALSE(stream.has_value());
  EXPECT_EQ(stream.error().reason(), "connection_refused");
}

// At most the window arrives while nobody reads, and what the server has written beyond that waits there. HTTP/1.1 has
// no window but the kernel's.
TEST_P(StreamTest, that_nobody_reads_holds_the_server_back) {
  auto stream = get("/endless").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/long").wait()->body.size(), text.size());
  constexpr std::size_t window = 64 * 1024;
  constexpr std::size_t unsent_at_the_server = 64 * 1024;
  if (over_http2()) {
    EXPECT_LE(written, window + unsent_at_the_server);
  }
  std::size_t read = 0;
  while (read < 3'000'000) read += stream->read_wait()->size();
}

TEST_P(StreamTest, that_is_dropped_is_cancelled) {
  {
    auto stream = get("/endless").open_wait();
    ASSERT_TRUE(stream.has_value()) << stream.error().text();
    EXPECT_FALSE(stream->read_wait()->empty());
  }
  broken_off.get_future().wait();
  // RFC 9113 5.4.2: the connection goes on, with all of its window.
  const auto next = get("/long").wait();
  ASSERT_TRUE(next.has_value()) << next.error().text();
  EXPECT_EQ(next->body, text);
  if (over_http2()) {
    EXPECT_EQ(server->connections(), 1u);
  }
}

// Credit that is not given back would have the connection's window used up.
TEST_P(StreamTest, that_is_dropped_gives_all_credit_back) {
  for (int i = 0; i < (over_http2() ? 100 : 3); ++i) {
    ASSERT_TRUE(get("/long").open_wait().has_value());
  }
  EXPECT_EQ(get("/long").wait()->body, text);
}

TEST_P(StreamTest, whose_coroutine_is_cancelled_is_cancelled) {
  server->get("/slow", [this](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("some");
    try {
      co_await c.sleep(1h);
    } catch (const std::system_error&) {
      broken_off.set_value();
      throw;
    }
  });
  ClientRequest request = get("/slow");
  io::Loop loop;
  std::string reason;
  run(loop, [](ClientRequest& its_request, std::string& its_reason) -> Task<> {
    auto stream = co_await its_request.open();
    EXPECT_EQ(co_await stream->read(), "some");
    const auto next = co_await within(10ms, stream->read());
    its_reason = next && !*next ? next->error().reason().text() : "none";
  }(request, reason));
  EXPECT_EQ(reason, "cancelled");
  // Over HTTP/1.1 the server takes the end of the connection for that of one direction at first.
  if (over_http2()) broken_off.get_future().wait();
}

TEST_P(StreamTest, tells_a_time_limit_as_an_error) {
  auto stream = get("/endless").timeout(300ms).open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  ResponseStream::Chunk chunk = stream->read_wait();
  while (chunk) chunk = stream->read_wait();
  EXPECT_EQ(chunk.error().reason(), "total_timeout");
  EXPECT_TRUE(chunk.error().timed_out());
  EXPECT_EQ(chunk.error().stage, ClientError::Stage::body);
  EXPECT_FALSE(stream->read_wait().has_value());
}

TEST_P(StreamTest, may_be_dropped_on_any_thread) {
  std::vector<std::thread> threads;
  const std::string url = url_of("/long");
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        auto stream = client.get(url).version(GetParam()).open_wait();
        std::thread([last = std::move(stream)] {}).join();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(get("/long").wait()->body, text);
}

TEST_P(StreamTest, has_one_reader_at_a_time) {
  server->get("/slow", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("some");
    co_await c.sleep(1h);
  });
  ClientRequest request = get("/slow");
  io::Loop loop;
  bool refused = false;
  run(loop, [](io::Loop& its_loop, ClientRequest& its_request, bool& its_outcome) -> Task<> {
    auto stream = co_await its_request.open();
    EXPECT_EQ(co_await stream->read(), "some");
    bool over = false;
    io::spawn(
        its_loop,
        [](ResponseStream& its_stream) -> Task<> {
          static_cast<void>(co_await within(20ms, its_stream.read()));
        }(*stream),
        [&](std::exception_ptr) { over = true; });
    try {
      static_cast<void>(co_await stream->read());
    } catch (const std::logic_error&) {
      its_outcome = true;
    }
    while (!over) co_await io::sleep(its_loop, 1ms);
  }(loop, request, refused));
  EXPECT_TRUE(refused);
}

TEST_P(StreamTest, keeps_its_client) {
  auto stream = [&] { return Client(trusting()).get(url_of("/long")).version(GetParam()).open_wait(); }();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_EQ(read_all(*stream), text);
}

TEST_P(StreamTest, is_not_waited_for_on_the_clients_thread) {
  auto stream = get("/long").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  std::promise<int> refused;
  get("/").then([&](const ClientResult&) {
    int count = 0;
    try {
      static_cast<void>(stream->read_wait());
    } catch (const std::logic_error&) {
      ++count;
    }
    try {
      static_cast<void>(get("/").open_wait());
    } catch (const std::logic_error&) {
      ++count;
    }
    refused.set_value(count);
  });
  EXPECT_EQ(refused.get_future().get(), 2);
}

// Each read() lets a response flow and stops it again.
TEST_P(StreamTest, comes_whole_to_uneven_readers) {
  constexpr std::size_t count = 5;
  std::vector<ResponseStream> streams;
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto stream = get("/long").open_wait();
    ASSERT_TRUE(stream.has_value()) << stream.error().text();
    streams.push_back(std::move(*stream));
  }
  std::minstd_rand random(15);
  for (std::size_t left = count; left > 0;) {
    const std::size_t i = random() % count;
    if (texts[i].size() == text.size()) continue;
    // The first are read more often than the last.
    if (random() % count < i) continue;
    const auto chunk = streams[i].read_wait();
    ASSERT_TRUE(chunk.has_value()) << chunk.error().text();
    ASSERT_FALSE(chunk->empty());
    texts[i] += *chunk;
    if (texts[i].size() == text.size()) --left;
  }
  for (const std::string& each : texts) EXPECT_EQ(each, text);
}

// 99 bodies that nobody reads hold nobody up.
TEST_F(ClientTest, a_hundredth_response_passes_99_that_nobody_reads) {
  const std::string text = long_text(1'000'000);
  server->get("/long", [&](Context& c) { c.text(text); });
  const std::string url = listen(secure) + "/long";
  std::vector<ResponseStream> unread;
  for (int i = 0; i < 99; ++i) {
    auto stream = client.get(url).open_wait();
    ASSERT_TRUE(stream.has_value()) << stream.error().text();
    unread.push_back(std::move(*stream));
  }
  const auto response = client.get(url).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, text);
  EXPECT_EQ(server->connections(), 1u);
  for (ResponseStream& stream : unread) EXPECT_EQ(read_all(stream), text);
}

}  // namespace
}  // namespace weft
