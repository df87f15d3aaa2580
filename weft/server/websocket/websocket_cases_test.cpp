// A server that sends messages back, and each thing that a peer may send or not, over both versions of HTTP.
#include <algorithm>
#include <memory>
#include <random>

#include <weft/server/http2_client_test.hpp>
#include <weft/server/websocket/websocket_client_test.hpp>
#include <weft/websocket/cases_test.hpp>
#include <weft/websocket/deflater.hpp>

namespace weft::server {
namespace websocket_cases_test {

using websocket::Case;
using websocket::CaseFrame;
namespace cases = websocket::cases;

constexpr websocket::MaskKey mask = {0x12, 0x34, 0x56, 0x78};
constexpr websocket::Deflate forgetful{false, false, 15, 15};

// The octets of one WebSocket, there and back.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void open(std::string_view extensions) = 0;
  virtual void send(std::string_view octets) = 0;
  // Those that come next; empty at the end.
  virtual std::string read_some() = 0;
};

class OverHttp11 final : public Transport {
 public:
  explicit OverHttp11(const Endpoint& endpoint) : client_(endpoint) {}

  void open(std::string_view extensions) override {
    const auto response = client_.request(
        "GET /chat", fmt::format("connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
                                 "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}{}{}",
                                 extensions.empty() ? "" : "sec-websocket-extensions: ", extensions,
                                 extensions.empty() ? "" : "\r\n"));
    ASSERT_EQ(response.status(), 101);
  }
  void send(std::string_view octets) override { client_.send(octets); }
  std::string read_some() override {
    auto unread = client_.take_unread();
    return unread.empty() ? client_.read_some() : unread;
  }

 private:
  TestClient client_;
};

class OverHttp2 final : public Transport {
 public:
  explicit OverHttp2(const Endpoint& endpoint) : client_(endpoint) {}

  void open(std::string_view extensions) override {
    const auto request = extended_connect();
    client_.frames.window_update(0, 10'000'000)
        .headers(1, extensions.empty() ? request : request.with("sec-websocket-extensions", extensions))
        .window_update(1, 10'000'000);
    client_.send();
    ASSERT_THAT(client_.read_until("HEADERS stream=1").back(), testing::HasSubstr(":status=200"));
  }
  void send(std::string_view octets) override {
    constexpr std::size_t longest = 16'384;
    for (; !octets.empty(); octets.remove_prefix(std::min(longest, octets.size()))) {
      client_.frames.data(1, octets.substr(0, longest));
    }
    client_.send();
  }
  std::string read_some() override {
    const auto& all = client_.transcript.body(1);
    // One read may have brought the octets of several lines.
    while (all.size() == taken_ && client_.read_until("DATA stream=1").back().starts_with("DATA")) {
    }
    return all.substr(std::exchange(taken_, all.size()));
  }

 private:
  Http2Client client_;
  std::size_t taken_ = 0;
};

class Socket {
 public:
  Socket(std::unique_ptr<Transport> transport, bool deflates)
      : transport_(std::move(transport)),
        connection_(websocket_client(deflates ? std::optional(forgetful) : std::nullopt)) {
    transport_->open(deflates ? "permessage-deflate" : "");
  }

  void send(const std::vector<CaseFrame>& frames) { transport_->send(octets_of(Case{"", frames, {}}, mask)); }
  // The next event that is no pong, as a line; "" at the end.
  std::string read() {
    for (;;) {
      Octets octets = as_octets(unread_);
      const auto event = connection_.receive(octets);
      unread_.erase(0, unread_.size() - octets.size());
      if (event && !std::holds_alternative<websocket::Pong>(*event)) return to_line(*event);
      if (event) continue;
      const auto more = transport_->read_some();
      if (more.empty()) return "";
      unread_ += more;
    }
  }

 private:
  std::unique_ptr<Transport> transport_;
  websocket::Connection connection_;
  std::string unread_;
};

class WebSocketCases : public ServerTest, public testing::WithParamInterface<http::Version> {
 protected:
  WebSocketCases() {
    server->websocket("/chat", [](WebSocket& s) -> Task<> {
      while (const auto message = co_await s.receive()) co_await s.send(*message);
    });
    start();
  }
  Socket open(bool deflates = false) {
    const Endpoint& endpoint = server->endpoints().front();
    if (GetParam() == http::Version::http2) return {std::make_unique<OverHttp2>(endpoint), deflates};
    return {std::make_unique<OverHttp11>(endpoint), deflates};
  }
  // The peer sees of the server's events that messages come back, and the code of a Close.
  static std::vector<std::string> seen(const Case& one) {
    std::vector<std::string> lines;
    for (const auto& event : one.events) {
      const bool is_of_peer = event.starts_with("closed") && event.find('_') == event.npos;
      if (!event.starts_with("pong")) lines.push_back(is_of_peer ? event.substr(0, 12) : event);
    }
    return lines;
  }
};

TEST_P(WebSocketCases, are_answered) {
  for (const auto& one : cases::make_all()) {
    SCOPED_TRACE(one.name);
    auto socket = open(one.deflate);
    socket.send(one.frames);
    const auto lines = seen(one);
    for (const auto& line : lines) ASSERT_EQ(socket.read(), line);
    if (lines.back().starts_with("closed")) continue;
    socket.send({{cases::close, cases::code(1000)}});
    ASSERT_EQ(socket.read(), "closed 1000 ");
  }
}

TEST_P(WebSocketCases, of_a_thousand_fragmentations_are_one_message) {
  std::mt19937 chance(11);
  const std::string whole = "The same \u00e9 \u20ac \U0001f600 text, under every fragmentation.";
  auto socket = open();
  for (int round = 0; round < 1000; ++round) {
    std::vector<CaseFrame> frames;
    std::string_view rest = whole;
    while (!rest.empty()) {
      const std::size_t size = std::min<std::size_t>(chance() % 12, rest.size());
      const unsigned opcode = frames.empty() ? cases::first_text : cases::middle;
      frames.push_back({opcode | (size == rest.size() ? cases::fin : 0), std::string(rest.substr(0, size))});
      rest.remove_prefix(size);
      if (chance() % 4 == 0) frames.push_back({cases::ping, "between"});
    }
    socket.send(frames);
    ASSERT_EQ(socket.read(), "text " + whole) << round;
  }
}

TEST_P(WebSocketCases, of_wrong_text_are_refused_at_every_cut) {
  for (const std::string_view wrong : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    const auto message = fmt::format("\u00e9 \u20ac{} \U0001f600", wrong);
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
      auto socket = open();
      socket.send({{cases::first_text, message.substr(0, cut)}, {cases::last, message.substr(cut)}});
      ASSERT_EQ(socket.read(), "closed 1007 text_not_utf8") << cut;
    }
  }
}

// 50 MB in 50 KB.
TEST_P(WebSocketCases, of_bombs_end_at_the_limit) {
  websocket::Deflater deflater(15, false);
  Buffer out;
  deflater.put(as_octets(std::string(50'000'000, 'x')), websocket::Deflater::Then::end, out);
  const std::string bomb(as_text(out.readable()));
  ASSERT_LT(bomb.size(), 60'000u);
  auto whole = open(true);
  whole.send({{cases::text | cases::compressed, bomb}});
  EXPECT_EQ(whole.read(), "closed 1009 message_too_large");
  std::vector<CaseFrame> fragments = {{cases::first_text | cases::compressed}};
  for (std::size_t at = 0; at < bomb.size(); at += 1000) fragments.push_back({cases::middle, bomb.substr(at, 1000)});
  auto cut = open(true);
  cut.send(fragments);
  EXPECT_EQ(cut.read(), "closed 1009 message_too_large");
}

INSTANTIATE_TEST_SUITE_P(versions, WebSocketCases, testing::Values(http::Version::http11, http::Version::http2),
                         [](const auto& version) { return version.param == http::Version::http2 ? "h2" : "h1"; });

}  // namespace websocket_cases_test
}  // namespace weft::server
