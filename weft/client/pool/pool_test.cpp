// Requests against a server that does what a test says.
#include <weft/client/pool/pool.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include <weft/io/listener.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::client {
namespace {

using namespace std::chrono_literals;
using http::Version;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testkit::end_stream;
using testkit::response;
using Stage = ClientError::Stage;

// One connection that the client has made.
class Peer final : public io::ChannelUser {
 public:
  explicit Peer(std::unique_ptr<io::Channel> channel) : channel_(std::move(channel)) { channel_->start(*this); }

  testkit::Frames frames;
  std::function<void(Peer&)> on_octets;

  void send() {
    const Octets rest = frames.octets().subspan(sent_);
    sent_ += rest.size();
    send(as_text(rest));
  }
  void send(std::string_view text) {
    testkit::Bytes copy = testkit::bytes(as_octets(text));
    channel_->send(copy);
  }
  void close() { channel_->close(); }
  std::string alpn() const { return channel_->tls()->alpn; }
  const std::string& received() const { return received_; }
  bool closed() const { return closed_; }
  // The requests so far, as lines of a transcript.
  std::vector<std::string> requests() const {
    testkit::Transcript transcript(http::Role::client);
    transcript.read(as_octets(received_));
    std::vector<std::string> lines;
    for (const std::string& line : transcript.texts()) {
      if (line.starts_with("HEADERS")) lines.push_back(line);
    }
    return lines;
  }
  std::size_t count_of_requests() const { return requests().size(); }

  void on_open() override {}
  void on_received(MutableOctets octets) override {
    received_ += as_text(octets);
    if (on_octets) on_octets(*this);
  }
  void on_end() override { channel_->close(); }
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override { closed_ = true; }

 private:
  std::unique_ptr<io::Channel> channel_;
  std::size_t sent_ = 0;
  std::string received_;
  bool closed_ = false;
};

// Answers each request of HTTP/2 by `answer`, with the stream's number.
struct Http2Answers {
  std::function<void(Peer&, testkit::StreamId)> answer;

  void operator()(Peer& peer) {
    if (answered == 0) peer.frames.settings().settings_ack();
    for (; answered < peer.count_of_requests(); ++answered) {
      answer(peer, static_cast<testkit::StreamId>(2 * answered + 1));
    }
    peer.send();
  }

  std::size_t answered = 0;
};

class PoolTest : public testing::Test, private io::ListenerUser, private io::TurnEnd, private TransferUser {
 protected:
  PoolTest() {
    listener.emplace(loop, std::move(io::listen_on("127.0.0.1", 0).front()), static_cast<io::ListenerUser&>(*this),
                     io::ListenerOptions{});
    url = fmt::format("http://127.0.0.1:{}/", listener->addresses().front().port);
  }

  // The server speaks TLS, and takes whatever is offered.
  void speak_tls() {
    const auto certificate = io::make_self_signed({"localhost"}).load();
    const auto tls = io::TlsContext::server({.certificates = {certificate}, .alpn = {"h2", "http/1.1"}});
    listener.emplace(loop, std::move(io::listen_on("127.0.0.1", 0).front()), static_cast<io::ListenerUser&>(*this),
                     io::ListenerOptions{.tls = tls});
    url = fmt::format("https://127.0.0.1:{}/", listener->addresses().front().port);
    options.insecure = true;
  }

  // On cleartext exactly HTTP/2 is HTTP/2 by prior knowledge.
  Transfer& get(VersionPolicy policy = VersionPolicy::exact) {
    Request request;
    request.url = *http::parse_url(url);
    request.version = Version::http2;
    request.policy = policy;
    return add(std::move(request));
  }
  Transfer& post(std::string body) {
    Request request;
    request.url = *http::parse_url(url);
    request.method = http::Method::post;
    request.method_text = "POST";
    request.policy = VersionPolicy::exact;
    request.body = std::move(body);
    return add(std::move(request));
  }
  Transfer& add(Request request) {
    if (!pool) pool.emplace(loop, options);
    transfers.push_back(std::make_unique<Transfer>(std::move(request), loop, static_cast<TransferUser&>(*this)));
    pool->add(*transfers.back());
    return *transfers.back();
  }

  void run_until(const std::function<bool()>& its_condition) {
    condition = &its_condition;
    give_up = std::chrono::steady_clock::now() + 20s;
    loop.at_turn_end(*this);
    loop.run();
    EXPECT_TRUE(its_condition()) << "it never happened";
  }
  Result<Response, ClientError> result_of(Transfer& transfer) {
    run_until([&] { return transfer.done(); });
    return transfer.take_result();
  }

  io::Loop loop;
  ClientOptions options;
  std::optional<io::Listener> listener;
  std::string url;
  std::optional<Pool> pool;
  std::vector<std::unique_ptr<Transfer>> transfers;
  // How each connection answers, in the order in which they come; the last one serves all others.
  std::deque<std::function<void(Peer&)>> scripts;
  std::vector<std::unique_ptr<Peer>> peers;
  std::size_t told = 0;

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    peers.push_back(std::make_unique<Peer>(std::move(channel)));
    if (scripts.empty()) return;
    peers.back()->on_octets = scripts.front();
    if (scripts.size() > 1) scripts.pop_front();
  }
  void on_accept_failed(const std::error_code&, std::size_t) override {}
  void on_done(Transfer&) override { ++told; }
  void on_turn_end() override {
    if ((*condition)() || std::chrono::steady_clock::now() > give_up) return loop.stop();
    loop.at_turn_end(*this);
  }

  const std::function<bool()>* condition = nullptr;
  Time give_up;
};

void answer_hello(Peer& peer, testkit::StreamId stream) {
  peer.frames.headers(stream, response(200)).data(stream, "hello", end_stream);
}

TEST_F(PoolTest, a_request_has_its_response) {
  scripts.push_back(Http2Answers{answer_hello});
  const auto result = result_of(get());
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_EQ(result->why, VersionReason::prior_knowledge);
  EXPECT_EQ(told, 1u);
}

// RFC 9113 8.7: "Any request that was sent on the reset stream can be safely retried."
TEST_F(PoolTest, what_the_server_has_refused_is_sent_again) {
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId stream) {
    if (stream == 1) {
      peer.frames.rst_stream(stream, frame::ErrorCode::refused_stream);
    } else {
      answer_hello(peer, stream);
    }
  }});
  const auto result = result_of(post("content"));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(peers, SizeIs(1));
  EXPECT_EQ(peers[0]->count_of_requests(), 2u);
}

TEST_F(PoolTest, what_is_refused_again_and_again_is_sent_twice) {
  scripts.push_back(Http2Answers{
      [](Peer& peer, testkit::StreamId stream) { peer.frames.rst_stream(stream, frame::ErrorCode::refused_stream); }});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "peer_refused");
  EXPECT_EQ(result.error().attempts, 2u);
  EXPECT_TRUE(result.error().safe_to_retry);
}

// RFC 9113 6.8: "Requests … above the last stream identifier … can be retried on a new connection".
TEST_F(PoolTest, what_is_above_goaway_is_sent_again_on_a_new_connection) {
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId) { peer.frames.goaway(0); }});
  scripts.push_back(Http2Answers{answer_hello});
  const auto result = result_of(post("content"));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(peers, SizeIs(2));
}

// GOAWAY alone proves nothing of a request at or below its last stream: it is not repeated.
TEST_F(PoolTest, a_post_that_may_have_been_processed_is_not_sent_again) {
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId stream) {
    peer.frames.goaway(stream);
    peer.send();
    peer.close();
  }});
  const auto result = result_of(post("content"));
  ASSERT_FALSE(result.has_value());
  EXPECT_FALSE(result.error().safe_to_retry);
  EXPECT_EQ(result.error().attempts, 1u);
  EXPECT_EQ(result.error().stage, Stage::head);
  EXPECT_THAT(peers, SizeIs(1));
}

// RFC 9113 7, HTTP_1_1_REQUIRED: "The endpoint requires that HTTP/1.1 be used instead of HTTP/2." The second attempt
// offers HTTP/1.1 alone, and the next request begins there.
TEST_F(PoolTest, what_requires_http11_is_sent_again_over_http11) {
  speak_tls();
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId stream) {
    peer.frames.rst_stream(stream, frame::ErrorCode::http_1_1_required);
  }});
  scripts.push_back([](Peer& peer) {
    if (peer.received().ends_with("\r\n\r\n")) peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
  });
  const auto first = result_of(get(VersionPolicy::or_lower));
  ASSERT_TRUE(first.has_value()) << first.error().text();
  EXPECT_EQ(first->body, "hi");
  EXPECT_EQ(first->version, Version::http11);
  EXPECT_EQ(first->why, VersionReason::http11_required);
  EXPECT_EQ(peers[1]->alpn(), "http/1.1");
  const auto second = result_of(get(VersionPolicy::or_lower));
  ASSERT_TRUE(second.has_value()) << second.error().text();
  EXPECT_EQ(second->why, VersionReason::http11_required);
  EXPECT_THAT(peers, SizeIs(2));
  EXPECT_EQ(peers[0]->count_of_requests(), 1u);
}

TEST_F(PoolTest, a_connection_that_requires_http11_is_followed_by_one_over_http11) {
  for (const testkit::StreamId last : {0u, 1u}) {
    scripts.clear();
    peers.clear();
    pool.reset();
    speak_tls();
    scripts.push_back(Http2Answers{[last](Peer& peer, testkit::StreamId) {
      peer.frames.goaway(last, frame::ErrorCode::http_1_1_required);
      peer.send();
      peer.close();
    }});
    scripts.push_back([](Peer& peer) {
      if (peer.received().ends_with("\r\n\r\n")) peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
    });
    const auto result = result_of(get(VersionPolicy::or_lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->why, VersionReason::http11_required);
    EXPECT_EQ(peers.at(1)->alpn(), "http/1.1");
  }
}

TEST_F(PoolTest, exactly_http2_is_not_sent_over_http11) {
  speak_tls();
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId stream) {
    peer.frames.rst_stream(stream, frame::ErrorCode::http_1_1_required);
  }});
  const auto result = result_of(get(VersionPolicy::exact));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "http_1_1_required");
  EXPECT_EQ(result.error().attempts, 1u);
}

TEST_F(PoolTest, a_response_that_is_cut_off_is_an_error_of_its_body) {
  scripts.push_back(Http2Answers{[](Peer& peer, testkit::StreamId stream) {
    peer.frames.headers(stream, response(200)).data(stream, "hel").rst_stream(stream, frame::ErrorCode::internal_error);
  }});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, Stage::body);
  EXPECT_EQ(result.error().reason(), "peer_reset");
  EXPECT_EQ(result.error().close.code, 2u);
}

// RFC 9113 5.1.2: requests wait while the server takes no more streams, and none fails.
TEST_F(PoolTest, keeps_the_servers_limit_and_goes_on) {
  options.most_connections = 1;
  scripts.push_back([answers = Http2Answers{answer_hello}](Peer& peer) mutable {
    if (peer.frames.octets().empty()) peer.frames.settings({{frame::SettingId::max_concurrent_streams, 1}});
    answers(peer);
  });
  for (int i = 0; i < 20; ++i) get();
  for (const auto& transfer : transfers) EXPECT_TRUE(result_of(*transfer).has_value());
  EXPECT_THAT(peers, SizeIs(1));
}

TEST_F(PoolTest, a_head_that_does_not_come_ends_the_request_in_time) {
  scripts.push_back(Http2Answers{[](Peer&, testkit::StreamId) {}});
  Request request;
  request.url = *http::parse_url(url);
  request.policy = VersionPolicy::exact;
  request.head_limit = 100ms;
  const auto result = result_of(add(std::move(request)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "head_timeout");
  EXPECT_TRUE(result.error().timed_out());
}

TEST_F(PoolTest, a_body_that_stands_still_ends_the_request_in_time) {
  scripts.push_back(Http2Answers{
      [](Peer& peer, testkit::StreamId stream) { peer.frames.headers(stream, response(200)).data(stream, "hel"); }});
  Request request;
  request.url = *http::parse_url(url);
  request.policy = VersionPolicy::exact;
  request.body_limit = 100ms;
  const auto result = result_of(add(std::move(request)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "body_timeout");
  EXPECT_EQ(result.error().stage, Stage::body);
}

TEST_F(PoolTest, a_body_beyond_the_callers_limit_is_refused) {
  scripts.push_back(Http2Answers{answer_hello});
  Request request;
  request.url = *http::parse_url(url);
  request.policy = VersionPolicy::exact;
  request.most_octets = 4;
  const auto result = result_of(add(std::move(request)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "response_too_large");
}

TEST_F(PoolTest, a_request_that_is_cancelled_resets_its_stream) {
  scripts.push_back(Http2Answers{[](Peer&, testkit::StreamId) {}});
  Transfer& transfer = get();
  run_until([&] { return !peers.empty() && peers[0]->count_of_requests() == 1; });
  transfer.cancel();
  const auto result = result_of(transfer);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "cancelled");
  EXPECT_TRUE(result.error().cancelled());
  EXPECT_FALSE(result.error().timed_out());
}

// The peer closes each connection after its answer: there is always a new one.
TEST_F(PoolTest, a_connection_that_ends_makes_room_for_another) {
  scripts.push_back([](Peer& peer) {
    if (!peer.received().ends_with("\r\n\r\n")) return;
    peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi");
  });
  for (int i = 0; i < 50; ++i) {
    const auto result = result_of(get(VersionPolicy::or_lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
  }
  EXPECT_THAT(peers, SizeIs(50));
}

TEST_F(PoolTest, requests_that_wait_for_a_dead_port_fail_together) {
  listener.reset();
  for (int i = 0; i < 10; ++i) get();
  for (const auto& transfer : transfers) {
    const auto result = result_of(*transfer);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "connection_refused");
    EXPECT_EQ(result.error().attempts, 0u);
  }
}

}  // namespace
}  // namespace weft::client
