// WebSockets over HTTP/2: RFC 8441.
#include <future>
#include <vector>

#include <weft/server/websocket/websocket_client_test.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::server {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using websocket::FrameHeader;

Task<> echo_all(WebSocket& s) {
  while (auto message = co_await s.receive()) co_await s.send(*message);
}

// A client whose frames are written one by one, and that keeps the octets of its stream 1.
class Http2WebSocketClient {
 public:
  explicit Http2WebSocketClient(const Endpoint& endpoint) : client_(endpoint) {
    frames.preface().settings().settings_ack();
    send();
  }

  void send() {
    client_.send(as_text(frames.octets().subspan(sent_)));
    sent_ = frames.octets().size();
  }
  void open(const testkit::FieldList& request = extended_connect(), std::uint32_t stream = 1) {
    frames.headers(stream, request);
    send();
  }
  void send_frame(const FrameHeader& header, std::string_view payload, std::uint32_t stream = 1) {
    frames.data(stream, frame_of(header, payload));
    send();
  }
  // Until a line begins so; "" where the connection ends before.
  std::string read_line(std::string_view beginning) {
    for (;;) {
      for (; next_ < lines.size(); ++next_) {
        if (lines[next_].starts_with(beginning)) return lines[next_++];
      }
      if (!read_one_frame()) return "";
    }
  }
  // The next event of the WebSocket.
  std::string read_event() {
    for (;;) {
      Octets octets = as_octets(data_);
      const auto event = connection_.receive(octets);
      data_.erase(0, data_.size() - octets.size());
      if (event) return to_line(*event);
      if (!read_one_frame()) return "";
    }
  }

  testkit::Frames frames;
  std::vector<std::string> lines;

 private:
  bool read_one_frame() {
    const std::string header = client_.read_exactly(9);
    if (header.size() != 9) return false;
    const std::string payload = client_.read_exactly(load_be24(as_octets(header).data()));
    transcript_.read(as_octets(header + payload));
    for (auto& line : transcript_.take()) lines.push_back(std::move(line.text));
    if (header[3] == 0 && load_be32(as_octets(header).data() + 5) == 1) data_ += payload;
    return true;
  }

  TestClient client_;
  testkit::Transcript transcript_{http::Role::server};
  websocket::Connection connection_ = websocket_client();
  std::string data_;
  std::size_t sent_ = 0;
  std::size_t next_ = 0;
};

class WebSocketsOverHttp2 : public ServerTest {
 protected:
  Http2WebSocketClient connect() {
    if (server->endpoints().empty()) start();
    return Http2WebSocketClient(server->endpoints().front());
  }
};

TEST_F(WebSocketsOverHttp2, echo_messages) {
  server->websocket("/chat", echo_all);
  auto client = connect();
  EXPECT_THAT(client.read_line("SETTINGS"), HasSubstr("ENABLE_CONNECT_PROTOCOL=1"));
  client.open();
  const auto head = client.read_line("HEADERS");
  EXPECT_THAT(head, HasSubstr("200"));
  // RFC 8441 5: that functionality has been superseded.
  EXPECT_THAT(head, Not(HasSubstr("sec-websocket-accept")));
  EXPECT_THAT(head, Not(HasSubstr("upgrade")));
  client.send_frame({}, "hello");
  EXPECT_EQ(client.read_event(), "text hello");
  client.send_frame({.opcode = websocket::Opcode::ping}, "p");
  EXPECT_EQ(client.read_event(), "pong p");
  client.send_frame({.opcode = websocket::Opcode::close}, "\x03\xe8");
  EXPECT_EQ(client.read_event(), "closed 1000 ");
  EXPECT_THAT(client.read_line("DATA stream=1 END_STREAM"), Not(""));
}

TEST_F(WebSocketsOverHttp2, share_a_connection_with_requests) {
  server->get("/", [](Context& c) { c.text("page"); });
  server->websocket("/chat", echo_all);
  auto client = connect();
  client.open();
  client.frames.headers(3, testkit::request("GET").replacing(":scheme", "http"), testkit::end_stream);
  client.send();
  EXPECT_THAT(client.read_line("HEADERS stream=3"), HasSubstr("200"));
  client.send_frame({}, "still open");
  EXPECT_EQ(client.read_event(), "text still open");
}

// "SETTINGS_ENABLE_CONNECT_PROTOCOL only where a handler exists": browsers use it at once.
TEST_F(WebSocketsOverHttp2, are_not_offered_where_there_are_none) {
  server->get("/chat", [](Context& c) { c.text("page"); });
  auto client = connect();
  EXPECT_THAT(client.read_line("SETTINGS"), Not(HasSubstr("ENABLE_CONNECT_PROTOCOL")));
  client.open();
  EXPECT_THAT(client.read_line("RST_STREAM"), HasSubstr("PROTOCOL_ERROR"));
}

TEST_F(WebSocketsOverHttp2, are_offered_where_one_host_has_some) {
  server->host("other.test").websocket("/chat", echo_all);
  auto client = connect();
  EXPECT_THAT(client.read_line("SETTINGS"), HasSubstr("ENABLE_CONNECT_PROTOCOL=1"));
  client.open(extended_connect().replacing(":authority", "other.test"));
  EXPECT_THAT(client.read_line("HEADERS"), HasSubstr("200"));
}

TEST_F(WebSocketsOverHttp2, are_refused_by_status) {
  server->get("/page", [](Context& c) { c.text("page"); });
  server->websocket("/chat", echo_all);
  start();
  const auto answer = [&](const testkit::FieldList& request) {
    auto client = connect();
    client.open(request);
    return client.read_line("HEADERS");
  };
  EXPECT_THAT(answer(extended_connect("/none")), HasSubstr("404"));
  EXPECT_THAT(answer(extended_connect("/page")), HasSubstr("405"));
  EXPECT_THAT(answer(extended_connect("/chat", "connect-udp")), HasSubstr("501"));
  EXPECT_THAT(answer(extended_connect().replacing("sec-websocket-version", "8")), HasSubstr("400"));
  EXPECT_THAT(answer(extended_connect().with("origin", "https://evil.test")), HasSubstr("403"));
  EXPECT_THAT(answer(testkit::request("GET", "/chat").replacing(":scheme", "http")), HasSubstr("405"));
}

// One peer could hold as many messages as it has streams. The first of them goes on, and lets the next ones go on.
TEST_F(WebSocketsOverHttp2, hold_together_what_a_few_messages_take) {
  WebSocketOptions options;
  options.message = 1000;
  server->get("/", [](Context& c) { c.text(""); });
  server->websocket("/chat", echo_all, options);
  auto client = connect();
  const FrameHeader begins{.fin = false};
  const FrameHeader ends{.opcode = websocket::Opcode::continuation};
  const std::string most_of_it(900, 'x');
  for (const std::uint32_t stream : {1U, 3U, 5U, 7U}) client.open(extended_connect(), stream);
  for (const std::uint32_t stream : {1U, 3U, 5U}) client.send_frame(begins, most_of_it, stream);
  client.send_frame({}, "little", 7);
  client.frames.headers(9, testkit::request("GET").replacing(":scheme", "http"), testkit::end_stream);
  client.send();
  client.read_line("HEADERS stream=9");
  EXPECT_THAT(client.lines, Not(Contains(HasSubstr("DATA stream=7")))) << "it had not to wait";
  client.send_frame(ends, "end", 1);
  for (const std::uint32_t stream : {1U, 7U}) {
    EXPECT_THAT(client.read_line("DATA"), HasSubstr("stream=" + std::to_string(stream)));
  }
  for (const std::uint32_t stream : {5U, 3U}) {
    client.send_frame(ends, "end", stream);
    EXPECT_THAT(client.read_line("DATA"), HasSubstr("stream=" + std::to_string(stream)));
  }
}

// RFC 8441 5: "RST exceptions are represented with the RST_STREAM frame".
TEST_F(WebSocketsOverHttp2, see_a_stream_that_was_reset) {
  std::promise<CloseCode> closed;
  server->websocket("/chat", [&closed](WebSocket& s) -> Task<> {
    co_await echo_all(s);
    closed.set_value(s.close_code());
  });
  auto client = connect();
  client.open();
  client.read_line("HEADERS");
  client.frames.rst_stream(1);
  client.send();
  EXPECT_EQ(closed.get_future().get(), CloseCode::abnormal);
}

// A stream whose client does not end it would hold its place for ever.
TEST_F(WebSocketsOverHttp2, reset_a_stream_that_its_client_leaves_open) {
  WebSocketOptions options;
  options.close = std::chrono::milliseconds(20);
  server->websocket("/chat", [](WebSocket&) -> Task<> { co_return; }, options);
  auto client = connect();
  client.open();
  EXPECT_EQ(client.read_event(), "closed 1000 ");
  EXPECT_THAT(client.read_line("RST_STREAM stream=1"), Not(""));
}

TEST_F(WebSocketsOverHttp2, hear_that_the_server_drains) {
  server->websocket("/chat", echo_all);
  auto client = connect();
  client.open();
  client.read_line("HEADERS");
  server->drain();
  EXPECT_EQ(client.read_event(), "closed 1001 draining");
}

}  // namespace
}  // namespace weft::server
