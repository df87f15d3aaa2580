#include <algorithm>

#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

// The text that an action writes to standard error, in debug builds.
template <class Function>
std::string said_by(Function&& function) {
  testing::internal::CaptureStderr();
  function();
  return testing::internal::GetCapturedStderr();
}

#ifdef NDEBUG
constexpr bool says_so = false;
#else
constexpr bool says_so = true;
#endif

TEST(ForgottenRelease, is_counted_and_named_once_when_a_message_is_refused_over_it) {
  ServerEngine server({}, Application::never_ends);
  const std::string said = said_by([&] {
    for (frame::StreamId stream = 1; stream < 2 * 210; stream += 2) {
      server.from_peer.headers(stream, request("GET"), end_stream);
      server.exchange();
      if (stream < 2 * 200) static_cast<void>(server.connection().respond(stream, ok(), nullptr, server.clock.now()));
      server.produced();
    }
  });
  EXPECT_EQ(server.connection().counters().streams_refused, 10u);
  EXPECT_EQ(server.connection().counters().refused_unreleased, 10u);
  EXPECT_EQ(said.find("release()") != std::string::npos, says_so) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), says_so ? 1 : 0);
}

TEST(ForgottenRelease, is_no_matter_of_messages_that_are_under_way) {
  ServerEngine server;
  const std::string said = said_by([&] {
    for (frame::StreamId stream = 1; stream < 2 * 110; stream += 2) {
      server.from_peer.headers(stream, request("GET"), end_stream);
    }
    server.exchange();
  });
  EXPECT_EQ(server.connection().counters().streams_refused, 10u);
  EXPECT_EQ(server.connection().counters().refused_unreleased, 0u);
  EXPECT_EQ(said, "");
}

TEST(ForgottenRelease, is_counted_where_the_fields_of_old_responses_leave_no_room) {
  testkit::Clock clock;
  testkit::Endpoint client(http::Role::client, clock, {}, Application::never_ends);
  Frames server;
  server.settings().settings_ack();
  said_by([&] {
    for (frame::StreamId stream = 1; stream < 200; stream += 2) {
      client.request("GET", "/");
      server.headers(stream, testkit::response(200).with("x-large", std::string(8'000, '|')), end_stream);
    }
    client.receive(server.octets());
  });
  EXPECT_GT(client.connection().counters().refused_unreleased, 0u);
}

struct StuckUpload : ServerEngine {
  explicit StuckUpload(Application application) : ServerEngine({}, application) {
    from_peer.headers(1, request("POST"));
    for (int i = 0; i < 4; ++i) from_peer.data(1, std::string(16'384, 'x'));
    exchange();
  }
};

TEST(ForgottenConsume, is_counted_and_named_once_when_a_body_is_stuck_over_it) {
  StuckUpload server(Application::does_not_read);
  const std::string said = said_by([&] { server.advanced(seconds(60)); });
  EXPECT_EQ(server.connection().counters().stalled_unconsumed, 1u);
  EXPECT_EQ(said.find("consume()") != std::string::npos, says_so) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), says_so ? 1 : 0);
}

TEST(ForgottenConsume, is_no_matter_of_those_that_consume) {
  StuckUpload server(Application::holds);
  server.advanced(seconds(60));
  EXPECT_EQ(server.connection().counters().stalled_unconsumed, 0u);
}

TEST(ForgottenConsume, is_no_matter_of_those_that_consume_slowly_or_pause) {
  StuckUpload slow(Application::does_not_read);
  slow.connection().consume(1, 1);
  slow.advanced(seconds(60));
  EXPECT_EQ(slow.connection().counters().stalled_unconsumed, 0u);
  StuckUpload paused(Application::does_not_read);
  paused.connection().pause(1);
  paused.advanced(seconds(60));
  EXPECT_EQ(paused.connection().counters().stalled_unconsumed, 0u);
}

TEST(ForgottenConsume, is_counted_of_a_download_as_well) {
  testkit::Clock clock;
  testkit::Endpoint client(http::Role::client, clock, {}, Application::does_not_read);
  client.request("GET", "/");
  Frames server;
  server.settings().settings_ack().headers(1, testkit::response(200));
  for (int i = 0; i < 4; ++i) server.data(1, std::string(16'384, 'x'));
  client.receive(server.octets());
  said_by([&] { client.advance(seconds(20)); });
  EXPECT_EQ(client.connection().counters().stalled_unconsumed, 1u);
}

}  // namespace
}  // namespace weft::h2
