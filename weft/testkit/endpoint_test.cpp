#include <weft/testkit/endpoint.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/broken_promise.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::testkit {
namespace {

TEST(Endpoint, notes_events_and_answers) {
  Clock clock;
  Endpoint server(Role::server, clock, {}, Application::answers);
  Frames sent;
  server.receive(sent.preface().settings().settings_ack().headers(1, request("GET"), end_stream).octets());
  EXPECT_THAT(server.events(), testing::Contains("request 1 GET https://example.org/ end"));
  EXPECT_EQ(server.requests(), 1u);
  Transcript transcript(Role::server);
  transcript.read(server.produce());
  EXPECT_THAT(transcript.texts(), testing::Contains("HEADERS stream=1 END_STREAM :status=200"));
}

TEST(Endpoint, joins_pieces_of_a_body) {
  Clock clock;
  Endpoint server(Role::server, clock);
  Frames sent;
  sent.preface()
      .settings()
      .settings_ack()
      .headers(1, request("POST"))
      .data(1, "ab")
      .data(1, "cd")
      .data(1, "", end_stream);
  server.receive(sent.octets());
  EXPECT_THAT(server.events(), testing::Contains("data 1 4 end"));
}

TEST(Endpoint, keeps_deadlines) {
  Clock clock;
  Endpoint server(Role::server, clock);
  EXPECT_FALSE(server.closed());
  server.advance(std::chrono::seconds(11));
  EXPECT_TRUE(server.closed());
  EXPECT_EQ(server.close().reason, "preface_timeout");
}

TEST(Endpoint, throws_where_the_engine_refuses_its_application) {
  Clock clock;
  Endpoint server(Role::server, clock);
  EXPECT_THROW(server.request("GET", "/"), BrokenPromise);
  EXPECT_THROW(server.push(1, "/"), BrokenPromise);
}

}  // namespace
}  // namespace weft::testkit
