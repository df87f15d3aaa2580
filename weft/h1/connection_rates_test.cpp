#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <weft/base/shared_rate.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace connection_rates_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testkit::Clock;
using testkit::H1Endpoint;
using testkit::LongBody;
using testkit::TextBody;
using Application = H1Endpoint::Application;
using Buckets = std::array<OctetRate*, 1>;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_of_http10 = "GET / HTTP/1.0\r\n\r\n";

http::ResponseHead head_of(std::optional<std::uint64_t> length) {
  http::ResponseHead head;
  head.content_length = length;
  return head;
}

// --- sending ---------------------------------------------------------------------------------------------------------

struct Downloads : H1Endpoint {
  explicit Downloads(Clock& clock, std::string_view request = get)
      : H1Endpoint(Role::server, clock, {}, Application::holds) {
    receive(request);
    take_events();
  }
};

struct Framings : testing::Test, testing::WithParamInterface<int> {
  std::string_view request() const { return GetParam() == 2 ? get_of_http10 : get; }
  std::optional<std::uint64_t> length(std::uint64_t octets) const {
    return GetParam() == 0 ? std::optional(octets) : std::nullopt;
  }
};

INSTANTIATE_TEST_SUITE_P(length_chunked_close, Framings, testing::Values(0, 1, 2));

TEST_P(Framings, of_a_body_keep_the_rate_exactly) {
  for (const std::uint64_t rate : {100u, 1'000u, 100'000u, 1'000'000u}) {
    Clock clock;
    Downloads server(clock, request());
    LongBody body;
    OwnRate bucket(rate / 10, rate, clock.now());
    const Buckets buckets{&bucket};
    server.connection().limit_sending(1, buckets);
    server.respond(1, head_of(length(1'000'000'000)), &body);
    server.advance(10s);
    const double expected = static_cast<double>(rate) * 10.1;
    EXPECT_NEAR(static_cast<double>(body.pulled()), expected, expected / 100 + 1) << rate;
  }
}

TEST_P(Framings, end_whole_at_a_rate) {
  Clock clock;
  Downloads server(clock, request());
  TextBody body(std::string(5'000, 'x') + "end");
  OwnRate bucket(100, 1'000, clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(1, buckets);
  server.respond(1, head_of(length(5'003)), &body);
  server.advance(4'900ms);
  EXPECT_THAT(server.take_events(), IsEmpty());
  server.advance(200ms);
  EXPECT_THAT(server.output(), EndsWith(GetParam() == 1 ? "end\r\n0\r\n\r\n" : "end"));
  EXPECT_EQ(server.take_events().front(), "closed 1 complete");
}

TEST(SendingRate, leaves_nothing_to_produce_until_the_deadline) {
  Clock clock;
  Downloads server(clock);
  LongBody body;
  OwnRate bucket(1000, 1000, clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(1, buckets);
  server.respond(1, head_of(1'000'000), &body);
  EXPECT_EQ(body.pulled(), 1000u);
  EXPECT_FALSE(server.connection().wants_to_produce());
  EXPECT_EQ(server.connection().next_deadline(), clock.now() + 500ms);
  server.advance(499ms);
  EXPECT_EQ(body.pulled(), 1000u);
  server.advance(1ms);
  EXPECT_EQ(body.pulled(), 1500u);
}

TEST(SendingRate, is_for_bodies_alone) {
  Clock clock;
  Downloads server(clock);
  OwnRate closed(0, 0, clock.now());
  const Buckets buckets{&closed};
  server.connection().limit_sending(1, buckets);
  server.respond(1, {});
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
}

TEST(SendingRate, ends_with_its_message) {
  Clock clock;
  Downloads server(clock);
  OwnRate slow(1, 1, clock.now());
  const Buckets buckets{&slow};
  server.connection().limit_sending(1, buckets);
  TextBody tiny("x");
  server.respond(1, head_of(1), &tiny);
  server.advance(5s);
  server.receive(get);
  EXPECT_THAT(server.take_events(), ElementsAre("closed 1 complete", "request 2 GET a / end"));
  LongBody body(50'000);
  server.respond(2, head_of(50'000), &body);
  EXPECT_EQ(body.pulled(), 50'000u);
}

TEST(SendingRate, can_be_taken_away) {
  Clock clock;
  Downloads server(clock);
  LongBody body(50'000);
  OwnRate slow(10, 1, clock.now());
  const Buckets buckets{&slow};
  server.connection().limit_sending(1, buckets);
  server.respond(1, head_of(50'000), &body);
  server.connection().limit_sending(1, {});
  server.run();
  EXPECT_EQ(body.pulled(), 50'000u);
}

TEST(SendingRate, of_an_unknown_message_limits_nothing) {
  Clock clock;
  Downloads server(clock);
  LongBody body(50'000);
  OwnRate slow(10, 1, clock.now());
  const Buckets buckets{&slow};
  server.connection().limit_sending(2, buckets);
  server.respond(1, head_of(50'000), &body);
  EXPECT_EQ(body.pulled(), 50'000u);
}

// A client that has closed its side may still wait: our own rate is no reason to give it up.
TEST(SendingRate, is_not_taken_for_a_handler_that_is_late) {
  Clock clock;
  Downloads server(clock);
  LongBody body;
  OwnRate slow(1'000, 100, clock.now());
  const Buckets buckets{&slow};
  server.connection().limit_sending(1, buckets);
  server.respond(1, head_of(1'000'000), &body);
  server.receive_end();
  server.advance(20s);
  EXPECT_THAT(server.take_events(), IsEmpty());
  EXPECT_GE(body.pulled(), 2'500u);
}

TEST(SendingRate, is_shared_evenly_by_connections) {
  Clock clock;
  const auto rate = std::make_shared<SharedRate>(std::make_shared<RateSetting>(1'000'000));
  std::array<RateShare, 3> shares{RateShare(rate), RateShare(rate), RateShare(rate)};
  std::array<Buckets, 3> buckets{Buckets{&shares[0]}, Buckets{&shares[1]}, Buckets{&shares[2]}};
  std::array<LongBody, 3> bodies;
  std::deque<Downloads> servers;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    Downloads& server = servers.emplace_back(clock);
    server.connection().limit_sending(1, buckets[i]);
    server.respond(1, head_of(1'000'000'000), &bodies[i]);
  }
  // As a loop does, that looks at its deadlines 20 times a second.
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i) {
      clock.advance(50ms);
      for (Downloads& server : servers) {
        if (server.connection().next_deadline() <= clock.now()) server.connection().handle_timeout(clock.now());
        server.run();
      }
    }
  };
  // The burst is for those that come first.
  run(20);
  const std::array<std::size_t, 3> before{bodies[0].pulled(), bodies[1].pulled(), bodies[2].pulled()};
  EXPECT_NEAR(static_cast<double>(before[0] + before[1] + before[2]), 1'100'000, 50'000);
  run(200);
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(bodies[i].pulled() - before[i]), 10'000'000.0 / 3, 100'000);
  }
}

// --- receiving -------------------------------------------------------------------------------------------------------

// A server whose first request is limited from its head on.
struct Uploads : H1Endpoint {
  Uploads(Clock& clock, Buckets& buckets) : H1Endpoint(Role::server, clock, {}, Application::answers) {
    on_event = [this, &buckets](const Event& event) {
      const auto* request = std::get_if<http::RequestReceived>(&event);
      if (request != nullptr) connection().limit_receiving(request->message, buckets);
      const auto* data = std::get_if<http::DataReceived>(&event);
      if (data != nullptr) octets += data->octets.size();
    };
  }
  std::size_t octets = 0;
};

// A client that sends as long as the server wants to read.
void upload(Uploads& server, Clock& clock, std::string_view piece, Duration time) {
  for (const Time until = clock.now() + time; clock.now() < until; clock.advance(50ms)) {
    if (server.connection().next_deadline() <= clock.now()) server.connection().handle_timeout(clock.now());
    server.run();
    while (server.connection().wants_input()) server.receive(piece);
  }
}

TEST(ReceivingRate, is_kept) {
  for (const std::uint64_t rate : {20'000u, 1'000'000u}) {
    Clock clock;
    OwnRate bucket(rate / 5, rate, clock.now());
    Buckets buckets{&bucket};
    Uploads server(clock, buckets);
    server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
    upload(server, clock, std::string(1'000, 'x'), 10s);
    EXPECT_NEAR(static_cast<double>(server.octets), static_cast<double>(rate) * 10.2, static_cast<double>(rate) / 5);
  }
}

TEST(ReceivingRate, of_chunks_is_kept) {
  Clock clock;
  OwnRate bucket(20'000, 100'000, clock.now());
  Buckets buckets{&bucket};
  Uploads server(clock, buckets);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  upload(server, clock, "3e8\r\n" + std::string(1'000, 'x') + "\r\n", 10s);
  EXPECT_NEAR(static_cast<double>(server.octets), 1'020'000, 20'000);
}

TEST(ReceivingRate, loses_nothing_of_a_body) {
  Clock clock;
  OwnRate bucket(1'000, 1'000, clock.now());
  Buckets buckets{&bucket};
  Uploads server(clock, buckets);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + std::string(5'000, 'x'));
  EXPECT_EQ(server.octets, 1'000u);
  EXPECT_FALSE(server.connection().wants_input());
  server.advance(3'999ms);
  EXPECT_LT(server.octets, 5'000u);
  server.advance(501ms);
  EXPECT_EQ(server.octets, 5'000u);
  EXPECT_EQ(server.take_events().back(), "closed 1 complete");
}

// A peer that we hold back is not slow.
TEST(ReceivingRate, is_not_the_fault_of_the_peer) {
  Clock clock;
  OwnRate bucket(100, 10, clock.now());
  Buckets buckets{&bucket};
  Uploads server(clock, buckets);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
  upload(server, clock, std::string(100, 'x'), 60s);
  EXPECT_FALSE(server.connection().closed());
  EXPECT_NEAR(static_cast<double>(server.octets), 700, 60);
}

}  // namespace connection_rates_test
}  // namespace weft::h1
