// Windows that change while they are in use, that are negative, and that are as small as can be.
#include <tests/conformance/flow/flow.hpp>

#include <weft/testkit/frames.hpp>

namespace weft::flow {
namespace {

using enum frame::SettingId;

// A download whose client holds all octets back until it is told to consume them.
class HeldDownload : public Pair {
 public:
  HeldDownload() : Pair({}, {}, Application::answers, Application::does_not_read) {
    server.answer_with(10'000'000);
    client.on_event = [this](const h2::Event& event) {
      if (const auto* data = std::get_if<h2::DataReceived>(&event)) received += data->octets.size();
    };
    run();
    client.request("GET", "/");
    run();
  }
  // The octets that come when all held octets are consumed.
  std::size_t next_flight() {
    const std::size_t before = received;
    client.connection().consume(1, client.connection().unread());
    run();
    return received - before;
  }
  std::size_t received = 0;
};

TEST(StreamWindow, is_what_is_under_way_at_a_time_whatever_it_is_set_to) {
  HeldDownload pair;
  EXPECT_EQ(pair.received, 65'536u);
  pair.client.connection().set_window(1, 500'000);
  pair.run();
  EXPECT_EQ(pair.received, 500'000u);
  EXPECT_EQ(pair.next_flight(), 500'000u);
  pair.client.connection().set_window(1, 10'000);
  EXPECT_EQ(pair.next_flight(), 10'000u);
  EXPECT_EQ(pair.next_flight(), 10'000u);
  pair.client.connection().set_window(1, 1);
  EXPECT_EQ(pair.next_flight(), 1u);
  EXPECT_EQ(pair.next_flight(), 1u);
  pair.client.connection().set_window(1, 1'000'000);
  pair.run();
  EXPECT_EQ(pair.next_flight(), 1'000'000u);
}

TEST(ConnectionWindow, is_what_is_under_way_at_a_time_whatever_it_is_set_to) {
  HeldDownload pair;
  pair.client.connection().set_window(1, 5'000'000);
  pair.run();
  EXPECT_EQ(pair.received, 1'048'576u);
  pair.client.connection().set_connection_window(3'000'000);
  pair.run();
  EXPECT_EQ(pair.received, 3'000'000u);
  pair.client.connection().set_connection_window(70'000);
  EXPECT_EQ(pair.next_flight(), 70'000u);
  EXPECT_EQ(pair.next_flight(), 70'000u);
}

// A server with a hundred responses of so many octets, under a peer that counts every octet.
class HundredResponses {
 public:
  HundredResponses(std::size_t octets, std::uint32_t window)
      : server_(Role::server, clock_, {}, Application::answers), frames_(testkit::frames()) {
    server_.answer_with(octets);
    frames_.preface().settings({{initial_window_size, window}}).settings_ack().window_update(0, 0x7000'0000);
    for (StreamId stream = 1; stream < 200; stream += 2) frames_.headers(stream, testkit::request("GET"), end_stream);
    exchange();
  }
  Frames& peer() { return frames_; }
  void exchange() {
    server_.receive(frames_.octets().subspan(delivered_));
    delivered_ = frames_.octets().size();
    said_.read(server_.produce());
  }
  void update_all(std::uint32_t increment) {
    for (StreamId stream = 1; stream < 200; stream += 2) frames_.window_update(stream, increment);
    exchange();
  }
  // The number of octets that each stream has sent, the same for all.
  std::size_t sent() {
    const std::size_t first = said_.body(1).size();
    for (StreamId stream = 1; stream < 200; stream += 2) EXPECT_EQ(said_.body(stream).size(), first) << stream;
    return first;
  }
  Endpoint& server() { return server_; }

 private:
  Clock clock_;
  Endpoint server_;
  Frames frames_;
  std::size_t delivered_ = 0;
  Transcript said_{Role::server};
};

// RFC 9113 6.9.2: "A change to SETTINGS_INITIAL_WINDOW_SIZE can cause the available space in a flow-control window to
// become negative. A sender MUST track the negative flow-control window and MUST NOT send new flow-controlled frames
// until it receives WINDOW_UPDATE frames that cause the flow-control window to become positive."
TEST(NegativeWindow, sends_nothing_until_it_is_positive) {
  HundredResponses responses(50'000, 40'000);
  EXPECT_EQ(responses.sent(), 40'000u);
  responses.peer().settings({{initial_window_size, 10'000}});
  responses.exchange();
  responses.update_all(29'999);
  EXPECT_FALSE(responses.server().connection().wants_to_produce());
  responses.update_all(1);
  EXPECT_EQ(responses.sent(), 40'000u);
  responses.update_all(1);
  EXPECT_EQ(responses.sent(), 40'001u);
  responses.peer().settings({{initial_window_size, 20'000}});
  responses.exchange();
  EXPECT_EQ(responses.sent(), 50'000u);
  EXPECT_EQ(responses.server().connection().live_messages(), 0u);
}

TEST(InitialWindow, of_one_octet_serves_a_hundred_streams_octet_by_octet) {
  HundredResponses responses(30, 1);
  for (std::size_t octet = 1; octet < 30; ++octet) {
    EXPECT_EQ(responses.sent(), octet);
    responses.update_all(1);
  }
  EXPECT_EQ(responses.sent(), 30u);
  EXPECT_FALSE(responses.server().closed());
  EXPECT_EQ(responses.server().connection().live_messages(), 0u);
}

// Our own window may be that small, too: credit for consumed octets must go back, or the body would never go on.
TEST(InitialWindow, however_small_starves_no_upload) {
  for (const std::uint32_t window : {1u, 2u, 3u, 10u, 100u}) {
    h2::Options options;
    options.stream_window = window;
    Pair pair({}, options);
    pair.run();
    for (int i = 0; i < 100; ++i) pair.client.request("POST", "/", 50);
    pair.run();
    EXPECT_EQ(pair.server.requests(), 100u);
    EXPECT_EQ(pair.client.connection().live_messages(), 0u) << window;
    EXPECT_EQ(pair.server.connection().live_messages(), 0u) << window;
    EXPECT_EQ(pair.server.connection().unread(), 0u);
  }
}

}  // namespace
}  // namespace weft::flow
