// A server's session on a real loop, a service that does what a test says, and peers at the other end of socket pairs.
//
//   Rig rig;
//   rig.service.handler = [](Exchange& exchange) { … };
//   Peer& peer = rig.connect();
//   peer.send(octets);
//   rig.run_until([&] { return peer.ended(); });
//   rig.service.notes                  // "open http2", "request 1 GET /", "done 1 200 complete", "closed peer_closed"
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/io/loop.hpp>
#include <weft/io/socket_channel.hpp>
#include <weft/session/server/connections.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::session::server {

inline constexpr std::string_view http1_request = "GET / HTTP/1.1\r\nhost: example.org\r\n\r\n";

inline http::ResponseHead head_of(http::Status status, std::optional<std::uint64_t> length = std::nullopt) {
  http::ResponseHead head;
  head.status = status;
  head.content_length = length;
  return head;
}

// Answers 200 with "hello" where the test says nothing else.
class TestService final : public Service {
 public:
  std::function<void(Exchange&)> handler = hello;
  std::function<void()> when_open = [] {};
  std::vector<std::string> notes;
  // For connections that have closed: numbers alone, the rest has gone.
  std::vector<Facts> ends;
  std::size_t done = 0;
  http::Traffic traffic;
  http::Waits waits;

  static void hello(Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok, 5), as_octets("hello"), nullptr);
    exchange.finish();
  }

  void on_request(Exchange& exchange) override {
    const http::RequestHead& head = exchange.request();
    notes.push_back(fmt::format("request {} {} {}", exchange.id(), head.method_text, head.path));
    handler(exchange);
  }
  void on_done(Exchange& exchange) override {
    ++done;
    traffic = exchange.traffic();
    waits = exchange.waits();
    notes.push_back(fmt::format("done {} {} {}", exchange.id(), code(exchange.status()), exchange.close().reason));
  }
  void on_rejected(const Facts&, const http::Rejected& rejected) override {
    notes.push_back(fmt::format("rejected {} {}", rejected.message, rejected.status));
  }
  void on_connection_open(const Facts& facts) override {
    notes.push_back(fmt::format("open {} {}", to_string(facts.version), to_string(facts.fallback)));
    when_open();
  }
  void on_connection_closed(const Facts& facts, const http::Close& close) override {
    ends.push_back(facts);
    notes.push_back(fmt::format("closed {}", close.reason));
  }
};

// The client's end: octets out, octets in.
class Peer final : public io::ChannelUser {
 public:
  explicit Peer(std::unique_ptr<io::Channel> channel) : channel_(std::move(channel)) { channel_->start(*this); }

  testkit::Frames frames;

  // Sends all that `frames` holds and that was not sent yet.
  void send() {
    const Octets rest = frames.octets().subspan(sent_);
    sent_ += rest.size();
    send(rest);
  }
  void send(Octets octets) {
    testkit::Bytes copy = testkit::bytes(octets);
    channel_->send(copy);
  }
  void send(std::string_view text) { send(as_octets(text)); }
  io::Channel& channel() { return *channel_; }

  const std::string& received() const { return received_; }
  std::size_t reads() const { return reads_; }
  bool ended() const { return ended_; }
  bool closed() const { return closed_; }
  // All that came, as frames of HTTP/2.
  std::vector<std::string> frames_received() const {
    testkit::Transcript transcript(http::Role::server);
    transcript.read(as_octets(received_));
    return transcript.texts();
  }
  bool received_frame(std::string_view beginning) const {
    for (const std::string& line : frames_received()) {
      if (line.starts_with(beginning)) return true;
    }
    return false;
  }

  void on_open() override {}
  void on_received(MutableOctets octets) override {
    ++reads_;
    received_ += as_text(octets);
  }
  void on_end() override { ended_ = true; }
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override { closed_ = true; }

 private:
  std::unique_ptr<io::Channel> channel_;
  std::size_t sent_ = 0;
  std::size_t reads_ = 0;
  std::string received_;
  bool ended_ = false;
  bool closed_ = false;
};

// A channel that says it is TLS.
class SecureChannel final : public io::SocketChannel {
 public:
  SecureChannel(io::Loop& loop, io::Connected socket, io::TlsFacts facts)
      : SocketChannel(loop, std::move(socket)), facts_(std::move(facts)) {}
  const io::TlsFacts* tls() const override { return &facts_; }
  // The facts would be lost.
  std::optional<io::ParkedChannel> park() override { return std::nullopt; }

 private:
  io::TlsFacts facts_;
};

class Rig {
 public:
  io::Loop loop;
  Options options;
  TestService service;
  // Made by the first connection, so that a test can set the options.
  std::optional<Connections> connections;

  // With facts: over TLS, as far as the session can see.
  Peer& connect(const std::optional<io::TlsFacts>& facts = std::nullopt) {
    if (!connections) connections.emplace(loop, options, service);
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    auto ours = std::make_unique<io::SocketChannel>(loop, connected(ends[0]));
    peers_.push_back(std::make_unique<Peer>(std::move(ours)));
    if (facts) {
      connections->add(std::make_unique<SecureChannel>(loop, connected(ends[1]), *facts));
    } else {
      connections->add(std::make_unique<io::SocketChannel>(loop, connected(ends[1])));
    }
    return *peers_.back();
  }
  // Has sent its preface.
  Peer& connect_h2() {
    Peer& peer = connect();
    peer.frames.preface().settings().settings_ack();
    return peer;
  }

  // Until all are parked that may be.
  void wait_until_parked() {
    ASSERT_GT(connections->parking_queue.size(), 0u);
    run_until([&] { return connections->parking_queue.size() == 0; });
  }

  // Fails the test when it does not become true in time.
  void run_until(const std::function<bool()>& condition) {
    Check check(loop, condition);
    loop.run();
    EXPECT_TRUE(condition()) << "it never happened";
  }

 private:
  // Looks at the end of every turn.
  struct Check final : io::TurnEnd, io::Deadline {
    Check(io::Loop& the_loop, const std::function<bool()>& the_condition) : loop(the_loop), condition(the_condition) {
      loop.at_turn_end(*this);
      loop.deadlines().arm(*this, std::chrono::steady_clock::now() + std::chrono::minutes(1));
    }
    void on_turn_end() override {
      if (condition()) return loop.stop();
      loop.at_turn_end(*this);
    }
    void on_deadline(Time) override { loop.stop(); }

    io::Loop& loop;
    const std::function<bool()>& condition;
  };

  static io::Connected connected(int descriptor) { return {io::Descriptor(descriptor), {"peer", 1}, {"local", 2}}; }

  std::vector<std::unique_ptr<Peer>> peers_;
};

}  // namespace weft::session::server
