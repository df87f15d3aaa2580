// A client's session on a real loop. At the other end of a socket pair is a server's session, or a peer that does what
// the test says.
//
//   ClientRig rig;
//   Connection& connection = rig.dial(http2);         // to rig.service
//   TestCall call;  call.begin(connection, get("/"));
//   rig.run_until([&] { return call.ended(); });
#pragma once

#include <algorithm>

#include <weft/session/client/connections.hpp>
#include <weft/session/server/rig_test.hpp>

namespace weft::session::client {

inline constexpr Protocols http1{.http1 = true, .http2 = false};
inline constexpr Protocols http2{.http1 = false, .http2 = true};
inline constexpr Protocols either{};

// The facts of a connection where ALPN agreed on a protocol, or on none.
inline io::TlsFacts tls_facts(std::string alpn) {
  io::TlsFacts facts;
  facts.alpn_offered = !alpn.empty();
  facts.alpn = std::move(alpn);
  return facts;
}

inline http::RequestHead request_of(http::Method method, std::string_view path) {
  http::RequestHead head;
  head.method = method;
  head.method_text = http::to_string(method);
  head.scheme = "http";
  head.authority = "example.org";
  head.path = path;
  return head;
}
inline http::RequestHead get(std::string_view path) {
  return request_of(http::Method::get, path);
}
inline http::RequestHead post(std::string_view path) {
  return request_of(http::Method::post, path);
}

// A request body: text, and then the end, trailers, or nothing yet.
class CannedBody final : public Body {
 public:
  explicit CannedBody(std::string text, http::Pulled::State then = http::Pulled::State::end)
      : text_(std::move(text)), then_(then) {
    trailers_.add("x-sum", "5");
  }

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), text_.size());
    std::copy_n(text_.begin(), size, room.begin());
    text_.erase(0, size);
    return {size, text_.empty() ? then_ : http::Pulled::State::more};
  }
  const http::Fields& trailers() const override { return trailers_; }

 private:
  std::string text_;
  http::Pulled::State then_;
  http::Fields trailers_;
};

// Notes what comes, and finishes when all has come.
class TestCall final : public CallUser, public BodySink {
 public:
  // "103", "200", "end", "trailers", "lost", "ended complete" …
  std::vector<std::string> notes;
  std::string body;
  http::Version version{};
  std::function<void()> on_head;
  // Octets of the body that are taken at a time.
  std::size_t at_most = static_cast<std::size_t>(-1);

  Call& begin(Connection& connection, const http::RequestHead& head, std::unique_ptr<Body> request_body = nullptr) {
    const auto begun = connection.begin(head, std::move(request_body), *this);
    EXPECT_TRUE(begun.has_value());
    call_ = *begun;
    call_->receive_body(*this);
    return *call_;
  }
  // The call of a pushed response.
  void take(Call& call) {
    call_ = &call;
    call_->receive_body(*this);
  }
  Call& call() { return *call_; }
  // Does not finish by itself.
  void keep() { finishes_ = false; }
  void finish() { std::exchange(call_, nullptr)->finish(); }

  bool ended() const { return ended_; }
  bool has_body_end() const { return body_over_; }

  void on_interim(const http::ResponseHead& head) override { notes.push_back(fmt::format("{}", code(head.status))); }
  void on_response(const http::ResponseHead& head) override {
    version = head.version;
    notes.push_back(fmt::format("{}", code(head.status)));
    if (on_head) on_head();
  }
  std::size_t on_body(Octets octets) override {
    const Octets taken = octets.first(std::min(octets.size(), at_most));
    body += as_text(taken);
    return taken.size();
  }
  void on_body_end(const http::Fields* trailers) override {
    notes.emplace_back(trailers == nullptr ? "end" : "trailers");
    body_over();
  }
  void on_body_lost() override {
    notes.emplace_back("lost");
    body_over();
  }
  void on_ended(const http::Close& close) override {
    ended_ = true;
    notes.push_back(fmt::format("ended {}", close.reason));
    finish_if_over();
  }

 private:
  void body_over() {
    body_over_ = true;
    finish_if_over();
  }
  void finish_if_over() {
    if (ended_ && body_over_ && finishes_ && call_ != nullptr) finish();
  }

  Call* call_ = nullptr;
  bool finishes_ = true;
  bool ended_ = false;
  bool body_over_ = false;
};

class ClientRig final : public server::Rig, public ConnectionUser {
 public:
  Options client_options;
  // Made by the first connection, so that a test can set the options.
  std::optional<client::Connections> clients;
  // "open http2", "room 100", "draining", "closed peer_closed"
  std::vector<std::string> told;
  std::function<void(Connection&)> when_open;

  // To the server's session. With facts: over TLS, as far as the sessions can see.
  Connection& dial(Protocols protocols, const std::optional<io::TlsFacts>& facts = std::nullopt) {
    if (!connections) connections.emplace(loop, options, service);
    auto [ours, theirs] = channels(facts);
    connections->add(std::move(theirs));
    return add(std::move(ours), protocols);
  }
  // To a peer that the test drives.
  Connection& dial_peer(Protocols protocols) {
    auto [ours, theirs] = channels(std::nullopt);
    peer_.emplace(std::move(theirs));
    return add(std::move(ours), protocols);
  }
  server::Peer& peer() { return *peer_; }
  // The frames of HTTP/2 that the peer has received.
  std::vector<std::string> frames_sent() const {
    testkit::Transcript transcript(http::Role::client);
    transcript.read(as_octets(peer_->received()));
    return transcript.texts();
  }

  bool frame_was_sent(std::string_view beginning) const {
    const auto sent = frames_sent();
    return std::any_of(sent.begin(), sent.end(), [&](const std::string& line) { return line.starts_with(beginning); });
  }

  void run_until_ended(const TestCall& call) {
    run_until([&] { return call.ended() && call.has_body_end(); });
  }

  void on_open(Connection& connection) override {
    told.push_back(
        fmt::format("open {} {}", to_string(connection.facts().version), to_string(connection.facts().fallback)));
    if (when_open) when_open(connection);
  }
  void on_room(Connection& connection) override {
    told.push_back(connection.draining() ? "draining" : fmt::format("room {}", connection.room()));
  }
  void on_closed(Connection&, const http::Close& close) override {
    told.push_back(fmt::format("closed {}", close.reason));
  }
  void on_origins(Connection&, const std::vector<std::string_view>& origins) override {
    told.push_back(fmt::format("origins {}", fmt::join(origins, " ")));
  }

 private:
  Connection& add(std::unique_ptr<io::Channel> channel, Protocols protocols) {
    if (!clients) clients.emplace(loop, client_options);
    return clients->add(std::move(channel), protocols, *this);
  }

  using ChannelPair = std::pair<std::unique_ptr<io::Channel>, std::unique_ptr<io::Channel>>;
  ChannelPair channels(const std::optional<io::TlsFacts>& facts) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    const auto channel = [&](int descriptor) -> std::unique_ptr<io::Channel> {
      io::Connected socket{io::Descriptor(descriptor), {"peer", 1}, {"local", 2}};
      if (facts) return std::make_unique<server::SecureChannel>(loop, std::move(socket), *facts);
      return std::make_unique<io::SocketChannel>(loop, std::move(socket));
    };
    return {channel(ends[0]), channel(ends[1])};
  }

  std::optional<server::Peer> peer_;
};

}  // namespace weft::session::client
