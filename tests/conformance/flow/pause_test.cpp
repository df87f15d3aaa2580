// A download of 100 MB that is paused for an hour while others go on.
#include <tests/conformance/flow/flow.hpp>

namespace weft::flow {
namespace {

constexpr std::size_t film = 100'000'000;
constexpr std::size_t page = 1'000'000;

// The server lets a reader pause for as long as it likes.
h2::Options patient() {
  h2::Options options;
  options.timeouts.stall = std::chrono::hours(2);
  options.timeouts.age = std::chrono::hours(24);
  return options;
}

// The first request is for the film, all others are for pages.
class Downloads : public Pair {
 public:
  explicit Downloads(const h2::Options& client_options = {}) : Pair(client_options, patient(), Application::holds) {
    server.on_event = [this](const h2::Event& event) {
      const auto* request = std::get_if<h2::RequestReceived>(&event);
      if (request != nullptr) respond(request->message);
    };
    client.on_event = [this](const h2::Event& event) {
      const auto* data = std::get_if<h2::DataReceived>(&event);
      if (data != nullptr && data->message == 1) received.take(data->octets);
      if (data != nullptr && received.size() >= pause_at) client.connection().pause(1);
    };
    run();
    client.request("GET", "/film");
  }

  std::size_t pause_at = film + 1;
  PatternCheck received;

 private:
  void respond(h2::MessageId message) {
    http::ResponseHead head;
    auto& body = bodies_.emplace_back(message == 1 ? film : page);
    EXPECT_TRUE(server.connection().respond(message, head, &body, clock.now()));
  }

  std::deque<PatternBody> bodies_;
};

bool is_complete(const Endpoint& client, h2::MessageId message) {
  const std::string line = "closed " + std::to_string(message) + " complete NO_ERROR";
  return std::ranges::find(client.events(), line) != client.events().end();
}

TEST(Pause, of_a_large_download_lets_at_most_a_window_come_while_others_finish) {
  Downloads pair;
  pair.pause_at = film / 3;
  pair.run();
  const std::size_t paused_at = pair.received.size();
  EXPECT_LE(paused_at, pair.pause_at + h2::Options().stream_window);

  for (int minute = 0; minute < 60; ++minute) {
    const auto other = pair.client.request("GET", "/page");
    pair.advance(minutes(1));
    ASSERT_TRUE(is_complete(pair.client, other)) << minute;
  }
  EXPECT_EQ(pair.received.size(), paused_at);
  EXPECT_FALSE(is_complete(pair.client, 1));

  pair.pause_at = film + 1;
  pair.client.connection().resume(1);
  pair.run();
  EXPECT_TRUE(is_complete(pair.client, 1));
  EXPECT_EQ(pair.received.size(), film);
  EXPECT_TRUE(pair.received.intact());
  for (Endpoint* end : {&pair.client, &pair.server}) {
    EXPECT_EQ(end->connection().live_messages(), 0u);
    EXPECT_EQ(end->connection().unread(), 0u);
    EXPECT_EQ(end->connection().paused_unread(), 0u);
  }
}

TEST(Pause, again_and_again_loses_nothing) {
  Downloads pair;
  for (std::size_t place = 1'000'000; place < film; place += 10'000'000) {
    pair.pause_at = place;
    pair.run();
    EXPECT_LE(pair.received.size(), place + h2::Options().stream_window);
    pair.pause_at = film + 1;
    pair.client.connection().resume(1);
  }
  pair.run();
  EXPECT_EQ(pair.received.size(), film);
  EXPECT_TRUE(pair.received.intact());
}

// An application that holds octets back, instead of consuming them, uses up the budget for pauses and not the window of
// other messages.
TEST(Pause, of_many_downloads_that_hold_their_windows_leaves_room_for_another) {
  h2::Options options;
  options.paused_window = 100 * options.stream_window;
  h2::Options generous = patient();
  generous.limits.streams = 101;
  Pair pair(options, generous, Application::answers, Application::does_not_read);
  pair.server.answer_with(page);
  pair.run();
  for (int i = 0; i < 100; ++i) pair.client.connection().pause(pair.client.request("GET", "/"));
  pair.run();
  EXPECT_EQ(pair.client.connection().paused_unread(), std::size_t{100} * options.stream_window);

  std::size_t received = 0;
  const auto other = pair.client.request("GET", "/");
  pair.client.on_event = [&](const h2::Event& event) {
    const auto* data = std::get_if<h2::DataReceived>(&event);
    if (data == nullptr || data->message != other) return;
    received += data->octets.size();
    pair.client.connection().consume(other, data->octets.size());
  };
  pair.advance(minutes(5));
  EXPECT_EQ(received, page);
  EXPECT_TRUE(is_complete(pair.client, other));
}

}  // namespace
}  // namespace weft::flow
