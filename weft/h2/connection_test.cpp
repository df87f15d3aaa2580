#include <weft/h2/connection.hpp>

#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

TEST(Connection, reports_nothing_of_a_message_that_was_released) {
  Workspace workspace;
  const Options options;
  const Time now{std::chrono::hours(1)};
  Connection connection(Role::server, options, workspace, now);
  Frames peer;
  peer.preface().settings().headers(1, request("POST")).data(1, "text").headers(3, request("GET"), end_stream);
  connection.receive(peer.octets(), now);
  Lines seen;
  while (const auto event = connection.poll_event()) {
    if (const auto* got = std::get_if<RequestReceived>(&*event)) {
      seen.push_back("request " + std::to_string(got->message));
      connection.release(got->message);
    } else if (std::holds_alternative<DataReceived>(*event) || std::holds_alternative<Closed>(*event)) {
      seen.push_back("late");
    }
  }
  EXPECT_THAT(seen, ElementsAre("request 1", "request 3"));
}

TEST(Connection, counts_messages_until_they_are_released) {
  ServerEngine server;
  server.endpoint.on_event = [&](const Event& event) {
    if (std::holds_alternative<Closed>(event)) {
      EXPECT_EQ(server.connection().live_messages(), 1u);
    }
  };
  server.from_peer.headers(1, request("GET"), end_stream).rst_stream(1);
  server.exchange();
  EXPECT_EQ(server.connection().live_messages(), 0u);
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1"), HasSubstr("closed 1")));
}

TEST(Connection, holds_little_memory_when_it_is_idle) {
  ServerEngine server({}, Application::answers);
  for (frame::StreamId id = 1; id < 200; id += 2) server.from_peer.headers(id, request("GET"), end_stream);
  server.exchange();
  EXPECT_EQ(server.connection().live_messages(), 0u);
  EXPECT_LT(server.connection().memory(), 16u * 1024);
}

TEST(Connection, counts_traffic_of_a_message_with_its_frame_headers) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST")).data(1, "12345", end_stream);
  const std::size_t before = server.delivered;
  server.exchange();
  EXPECT_EQ(server.connection().traffic(1).received, server.delivered - before);
  EXPECT_EQ(server.connection().traffic(1).sent, 0u);
  testkit::TextBody body("hello");
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  std::uint64_t sent = 0;
  server.endpoint.on_event = [&](const Event& event) {
    if (std::holds_alternative<Closed>(event)) sent = server.connection().traffic(1).sent;
  };
  EXPECT_EQ(server.endpoint.produce().size(), sent);
  EXPECT_EQ(server.connection().traffic(1).sent, 0u);
}

TEST(Connection, reports_a_ping_that_was_answered) {
  ClientEngine client;
  client.connection().ping({0, 0, 0, 0, 0, 0, 0, 9});
  EXPECT_THAT(client.produced(), ElementsAre(HasSubstr("PING")));
  client.from_peer.ping_ack(9).ping_ack(9);
  client.exchange();
  EXPECT_EQ(client.events().size(), 1u);
  EXPECT_EQ(client.connection().counters().glitches, 1u);
}

}  // namespace
}  // namespace weft::h2
