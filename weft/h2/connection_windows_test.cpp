#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

struct Upload : ServerEngine {
  explicit Upload(const Options& options = {}) : ServerEngine(options, Application::does_not_read) {
    from_peer.headers(1, request("POST"));
    exchange();
  }
  // Comes, and is consumed at once.
  Lines passes(std::size_t octets) {
    Lines out;
    for (; octets != 0; octets -= std::min<std::size_t>(octets, 16'000)) {
      const std::size_t size = std::min<std::size_t>(octets, 16'000);
      from_peer.data(1, std::string(size, 'x'));
      std::ranges::copy(exchange(), std::back_inserter(out));
      connection().consume(1, size);
      std::ranges::copy(produced(), std::back_inserter(out));
    }
    return out;
  }
};

TEST(SetWindow, to_more_is_granted_at_once) {
  Upload server;
  server.connection().set_window(1, 100'000);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=34464"));
  server.connection().set_window(1, 100'001);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=1"));
}

TEST(SetWindow, to_less_withholds_credit) {
  Upload server;
  server.connection().set_window(1, 1000);
  EXPECT_THAT(server.passes(64'500), IsEmpty());
  EXPECT_THAT(server.passes(1036), ElementsAre("WINDOW_UPDATE stream=1 increment=1000"));
}

TEST(SetWindow, to_nothing_lets_the_rest_come_and_no_more) {
  Upload server;
  server.connection().set_window(1, 0);
  EXPECT_THAT(server.passes(65'536), IsEmpty());
  server.advanced(seconds(60));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  server.connection().set_window(1, 10);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=10"));
}

TEST(SetWindow, of_a_paused_message_waits_until_it_goes_on) {
  Upload server;
  server.connection().pause(1);
  server.connection().set_window(1, 100'000);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.connection().resume(1);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=34464"));
}

TEST(SetWindow, of_a_request_that_has_not_gone_out_follows_its_head) {
  ClientEngine client;
  const MessageId message = client.endpoint.request("GET", "/");
  client.connection().set_window(message, 100'000);
  EXPECT_THAT(client.produced(), ElementsAre(HasSubstr("HEADERS stream=1"), "WINDOW_UPDATE stream=1 increment=34464"));
}

TEST(SetWindow, of_nothing_is_nothing) {
  Upload server;
  server.connection().set_window(3, 100'000);
  server.connection().release(1);
  server.connection().set_window(1, 100'000);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM")));
}

TEST(SetWindow, stays_when_our_settings_take_effect) {
  Options options;
  options.stream_window = 10;
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock, options, Application::does_not_read);
  Frames peer;
  peer.preface().settings().headers(1, request("POST")).headers(3, request("POST"));
  server.receive(peer.octets());
  server.produce();
  server.connection().set_window(1, 1000);
  const std::size_t size = peer.octets().size();
  peer.settings_ack();
  server.receive(peer.octets().subspan(size));
  testkit::Transcript transcript(Role::server);
  transcript.read(server.produce());
  EXPECT_THAT(transcript.texts(), ElementsAre("WINDOW_UPDATE stream=1 increment=990"));
}

TEST(SetConnectionWindow, to_more_is_granted_at_once) {
  Upload server;
  server.connection().set_connection_window(2 * 1024 * 1024);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=0 increment=1048576"));
}

TEST(SetConnectionWindow, to_less_withholds_credit) {
  Options options;
  options.stream_window = 10'000'000;
  Upload server(options);
  server.connection().set_connection_window(100'000);
  EXPECT_THAT(server.passes(990'000), Not(Contains(HasSubstr("stream=0"))));
  EXPECT_THAT(server.passes(16'000), ElementsAre("WINDOW_UPDATE stream=0 increment=57424"));
}

constexpr Duration long_way = milliseconds(100);
constexpr std::uint64_t fast = 1'000'000;  // 100,000 octets are under way

TEST(PathEstimate, makes_the_window_of_a_message_that_keeps_up_four_times_what_the_path_holds) {
  Upload server;
  server.passes(40'000);
  server.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(server.produced(), ElementsAre("WINDOW_UPDATE stream=1 increment=327680"));
}

TEST(PathEstimate, grows_no_further_than_the_options_say) {
  Options options;
  options.max_connection_window = 3'000'000;
  Upload server(options);
  server.passes(40'000);
  server.connection().on_path_estimate(seconds(100), std::uint64_t{1} << 60);
  const auto lines = server.produced();
  EXPECT_THAT(lines, ElementsAre(HasSubstr("stream=1"), HasSubstr("stream=0")));
  server.passes(1'000'000);
  EXPECT_FALSE(server.endpoint.closed());
  std::size_t most = 0;
  Lines seen;
  for (std::size_t sent = 0; sent <= options.max_stream_window; sent += 16'384) {
    server.from_peer.data(1, std::string(16'384, 'x'));
    std::ranges::copy(server.exchange(), std::back_inserter(seen));
    most = std::max(most, server.connection().unread());
  }
  EXPECT_GT(most, options.max_stream_window / 2);
  EXPECT_LE(most, options.max_stream_window);
  EXPECT_THAT(seen, Contains("RST_STREAM stream=1 FLOW_CONTROL_ERROR"));
}

TEST(PathEstimate, leaves_the_connections_window_within_the_promise) {
  Upload server;
  server.passes(40'000);
  server.connection().on_path_estimate(seconds(1), 1'000'000'000);
  EXPECT_THAT(server.produced(), Not(Contains(HasSubstr("stream=0"))));
}

TEST(PathEstimate, never_makes_a_window_smaller) {
  Upload server;
  server.passes(40'000);
  server.connection().on_path_estimate(milliseconds(1), 1000);
  server.connection().on_path_estimate(-milliseconds(1), 1000);
  EXPECT_THAT(server.passes(33'000), ElementsAre(HasSubstr("stream=1")));
}

TEST(PathEstimate, leaves_alone_who_would_not_use_it) {
  Upload idle;
  idle.passes(30'000);
  idle.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(idle.produced(), IsEmpty());

  Upload slow_reader;
  slow_reader.passes(48'000);
  slow_reader.from_peer.data(1, std::string(16'000, 'x'));
  slow_reader.from_peer.data(1, std::string(16'000, 'x'));
  slow_reader.from_peer.data(1, std::string(1'000, 'x'));
  slow_reader.exchange();
  slow_reader.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(slow_reader.produced(), IsEmpty());

  Upload paused;
  paused.passes(40'000);
  paused.connection().pause(1);
  paused.connection().on_path_estimate(long_way, fast);
  paused.connection().resume(1);
  EXPECT_THAT(paused.produced(), IsEmpty());

  Upload chosen;
  chosen.connection().set_window(1, 65'536);
  chosen.passes(40'000);
  chosen.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(chosen.produced(), IsEmpty());
}

TEST(PathEstimate, counts_what_was_consumed_since_the_one_before) {
  Upload server;
  server.passes(30'000);
  server.connection().on_path_estimate(long_way, fast);
  server.passes(30'000);
  server.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.passes(33'000);
  server.connection().on_path_estimate(long_way, fast);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("stream=1")));
}

// SETTINGS_INITIAL_WINDOW_SIZE is for responses to requests and pushed ones alike.
TEST(RequestWindow, is_given_by_window_update_where_pushes_get_less) {
  Options options;
  options.pushes = 10;
  options.stream_window = 0;
  options.request_window = 50'000;
  ClientEngine client(options);
  client.from_peer.settings_ack();
  client.exchange();
  client.endpoint.request("GET", "/");
  EXPECT_THAT(client.produced(),
              ElementsAre(testing::StartsWith("HEADERS stream=1"), "WINDOW_UPDATE stream=1 increment=50000"));
  client.from_peer.push_promise(1, 2, testkit::request("GET"))
      .headers(1, testkit::response(200))
      .headers(2, testkit::response(200));
  client.from_peer.data(1, std::string(16'000, 'x')).data(2, "x");
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 FLOW_CONTROL_ERROR"));
}

TEST(RequestWindow, stays_when_that_of_pushes_becomes_smaller) {
  Options options;
  options.pushes = 10;
  options.request_window = options.stream_window;
  ClientEngine client(options);
  client.from_peer.settings_ack();
  client.exchange();
  client.endpoint.request("GET", "/");
  client.produced();
  ASSERT_TRUE(client.connection().update_settings({.pushes = {}, .initial_window = 1000}));
  client.produced();
  client.from_peer.settings_ack();
  EXPECT_THAT(client.exchange(), ElementsAre("WINDOW_UPDATE stream=1 increment=49152"));
}

}  // namespace
}  // namespace weft::h2
