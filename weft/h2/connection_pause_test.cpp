#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace connection_pause_test {

using testkit::request;
using testkit::response;

// The sum of what these lines grant.
std::size_t granted(const Lines& lines, frame::StreamId stream) {
  const std::string begin = "WINDOW_UPDATE stream=" + std::to_string(stream) + " increment=";
  std::size_t sum = 0;
  for (const auto& line : lines) {
    if (line.starts_with(begin)) sum += std::stoul(line.substr(begin.size()));
  }
  return sum;
}

struct Upload : ServerEngine {
  explicit Upload(const Options& options = {}) : ServerEngine(options, Application::does_not_read) {
    from_peer.headers(1, request("POST"));
    exchange();
    events();
  }
  void comes(frame::StreamId stream, std::size_t octets) { from_peer.data(stream, std::string(octets, 'x')); }
};

TEST(Pause, withholds_credit_for_what_is_consumed) {
  Upload server;
  server.connection().pause(1);
  for (int i = 0; i < 4; ++i) {
    server.comes(1, 16'000);
    server.exchange();
    server.connection().consume(1, 16'000);
  }
  EXPECT_EQ(granted(server.produced(), 1), 0u);
  EXPECT_THAT(server.events(), ElementsAre("data 1 64000"));
}

TEST(Pause, withholds_credit_for_padding_too) {
  Upload server;
  server.connection().pause(1);
  for (int i = 0; i < 250; ++i) {
    server.from_peer.add(frame::Data{1, as_octets("123456789"), false, std::uint8_t{246}});
    EXPECT_EQ(granted(server.exchange(), 1), 0u);
  }
}

TEST(Pause, lets_no_more_come_than_the_window) {
  Upload server;
  server.connection().pause(1);
  for (int i = 0; i < 4; ++i) server.comes(1, 16'384);
  server.exchange();
  server.connection().consume(1, 65'536);
  server.comes(1, 1);
  EXPECT_THAT(server.exchange(), ElementsAre("RST_STREAM stream=1 FLOW_CONTROL_ERROR"));
}

TEST(Resume, gives_the_credit_that_has_become_due) {
  Upload server;
  server.connection().pause(1);
  for (int i = 0; i < 3; ++i) server.comes(1, 15'000);
  server.exchange();
  server.connection().consume(1, 45'000);
  EXPECT_EQ(granted(server.produced(), 1), 0u);
  server.connection().resume(1);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=32768"));
}

// RFC 9113 6.9.1: a reader that pauses after each piece announces no "very small increments".
TEST(Resume, does_not_announce_little) {
  Upload server;
  server.connection().pause(1);
  server.comes(1, 100);
  server.exchange();
  server.connection().consume(1, 60);
  server.connection().resume(1);
  EXPECT_THAT(server.produced(), IsEmpty());
}

TEST(Resume, says_nothing_where_nothing_is_owed) {
  Upload server;
  server.connection().resume(1);
  server.connection().pause(1);
  server.connection().resume(1);
  EXPECT_THAT(server.produced(), IsEmpty());
}

TEST(Resume, of_one_leaves_the_pause_of_the_other) {
  for (const auto last : {PauseBy::user, PauseBy::library}) {
    const auto first = last == PauseBy::user ? PauseBy::library : PauseBy::user;
    Upload server;
    server.connection().pause(1, PauseBy::user);
    server.connection().pause(1, PauseBy::library);
    server.connection().pause(1, first);
    server.comes(1, 16'384);
    server.comes(1, 16'384);
    server.exchange();
    server.connection().consume(1, 32'768);
    server.connection().resume(1, first);
    server.connection().resume(1, first);
    EXPECT_EQ(granted(server.produced(), 1), 0u);
    server.connection().resume(1, last);
    EXPECT_EQ(granted(server.produced(), 1), 32'768u);
  }
}

TEST(Pause, stops_the_timer_of_a_request) {
  Upload server;
  server.connection().pause(1);
  server.advanced(seconds(600));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  server.connection().resume(1);
  EXPECT_THAT(server.advanced(seconds(4)), Not(Contains(HasSubstr("RST_STREAM"))));
  EXPECT_THAT(server.advanced(seconds(2)), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
  EXPECT_THAT(server.events().back(), HasSubstr("request_too_slow"));
}

TEST(Pause, of_nothing_is_nothing) {
  Upload server;
  server.connection().pause(3);
  server.connection().resume(3);
  server.connection().reset(1, ErrorCode::cancel, {});
  server.connection().pause(1);
  server.connection().resume(1);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
}

TEST(Pause, is_for_clients_as_well) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  client.from_peer.headers(1, response(200)).data(1, std::string(16'384, 'x'));
  client.from_peer.data(1, std::string(16'384, 'x'));
  client.connection().pause(1);
  client.exchange();
  client.connection().consume(1, 32'768);
  EXPECT_EQ(granted(client.produced(), 1), 0u);
  client.connection().resume(1);
  EXPECT_EQ(granted(client.produced(), 1), 32'768u);
}

// A server with a hundred uploads that are paused, and a peer that fills their windows as far as it may.
struct HundredPaused : ServerEngine {
  explicit HundredPaused(const Options& options) : ServerEngine(options, Application::does_not_read) {
    allowance = options.connection_window;
    for (frame::StreamId stream = 1; stream < 200; stream += 2) {
      from_peer.headers(stream, request("POST"));
      exchange();
      connection().pause(stream);
      fill(stream, options.stream_window);
    }
  }
  void fill(frame::StreamId stream, std::size_t octets) {
    while (octets != 0 && allowance != 0) {
      const std::size_t size = std::min({octets, allowance, std::size_t{16'384}});
      octets -= size;
      allowance -= size;
      sent += size;
      from_peer.data(stream, std::string(size, 'x'));
      allowance += granted(exchange(), 0);
    }
  }
  std::size_t allowance = 0;
  std::size_t sent = 0;
};

Options for_101_streams(std::uint32_t paused_window) {
  Options options;
  options.limits.streams = 101;
  options.paused_window = paused_window;
  return options;
}

TEST(PausedMessages, do_not_block_another_with_all_they_hold) {
  const Options options = for_101_streams(100 * Options().stream_window);
  HundredPaused server(options);
  EXPECT_EQ(server.sent, std::size_t{100} * options.stream_window);
  EXPECT_EQ(server.connection().paused_unread(), server.sent);

  server.from_peer.headers(201, request("POST"));
  for (int i = 0; i < 100; ++i) {
    const std::size_t before = server.sent;
    server.fill(201, 50'000);
    ASSERT_EQ(server.sent - before, 50'000u);
    server.connection().consume(201, 50'000);
    server.allowance += granted(server.produced(), 0);
  }
  EXPECT_FALSE(server.endpoint.closed());

  for (frame::StreamId stream = 1; stream <= 201; stream += 2) server.connection().release(stream);
  EXPECT_EQ(server.connection().unread(), 0u);
  EXPECT_EQ(server.connection().paused_unread(), 0u);
}

TEST(PausedMessages, cost_no_more_memory_than_their_budget) {
  const Options options = for_101_streams(Options().paused_window);
  HundredPaused server(options);
  EXPECT_FALSE(server.endpoint.closed());
  EXPECT_LE(server.sent, std::size_t{options.connection_window} + options.paused_window);
  EXPECT_GT(server.sent, options.connection_window);
  EXPECT_EQ(server.connection().unread(), server.sent);
}

// A stream that is not paused then waits for the paused ones, and its peer is not blamed for that.
TEST(PausedMessages, that_hold_more_than_their_budget_are_not_the_fault_of_others) {
  HundredPaused server(for_101_streams(0));
  server.from_peer.headers(201, request("POST"));
  server.exchange();
  server.events();
  server.advanced(seconds(60));
  EXPECT_EQ(server.events(), Lines());
}

TEST(PausedMessages, that_go_on_give_the_room_back) {
  const Options options = for_101_streams(100 * Options().stream_window);
  HundredPaused server(options);
  for (frame::StreamId stream = 1; stream < 200; stream += 2) {
    server.connection().resume(stream);
    server.connection().consume(stream, options.stream_window);
    server.allowance += granted(server.produced(), 0);
  }
  EXPECT_EQ(server.connection().unread(), 0u);
  EXPECT_EQ(server.connection().paused_unread(), 0u);
  EXPECT_LE(server.allowance, options.connection_window);
}

}  // namespace connection_pause_test
}  // namespace weft::h2
