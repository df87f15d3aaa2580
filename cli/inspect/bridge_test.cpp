#include <cli/inspect/bridge.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/inspect/driven_server_test.hpp>
#include <weft/io/memory_channel.hpp>

namespace weft::cli::inspect {
namespace bridge_test {
namespace {

using io::test::run_until;
using io::test::send;
using io::test::turn_often;
using testing::HasSubstr;
using trace::Direction;

constexpr std::string_view http1_request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

// Keeps all that the trace was told of the connection.
struct Told final : session::TraceUser {
  struct Reader final : trace::Reader {
    explicit Reader(Told& its_told) : told(its_told) {}

    void on_event(const trace::Event& event) override {
      if (std::holds_alternative<trace::Ended>(event.what)) told.has_ended = true;
    }
    void on_octets(Direction direction, Octets octets, Time) override {
      (direction == Direction::sent ? told.sent : told.received) += as_text(octets);
    }

    Told& told;
  };

  std::unique_ptr<trace::Reader> on_connection(const session::Facts& facts) override {
    id = facts.id;
    version = facts.version;
    local = io::to_string(*facts.local);
    peer = io::to_string(*facts.peer);
    return std::make_unique<Reader>(*this);
  }

  std::uint64_t id = 0;
  std::optional<http::Version> version;
  std::string local;
  std::string peer;
  std::string sent;
  std::string received;
  bool has_ended = false;
};

struct Bridging : testing::Test, BridgeUser {
  Bridging() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    notes = io::Descriptor(ends[0]);
    shown = io::Descriptor(ends[1]);
    screen.emplace(shown.number());
  }

  void on_over(Bridge&) override { is_over = true; }

  void begin(const std::string& url) {
    origin.emplace(url, InspectOptions());
    place.emplace(Place{.loop = loop, .origin = *origin, .out = *screen, .trace = told});
    io::MemoryPair pair = io::make_memory_pair(loop);
    clients_address = io::to_string(pair.first->peer());
    client = std::move(pair.second);
    bridge.emplace(*place, static_cast<BridgeUser&>(*this), 7, std::move(pair.first));
    client->start(user);
  }
  std::string noted() const {
    std::array<char, 4096> octets{};
    const ssize_t size = ::read(notes.number(), octets.data(), octets.size());
    return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

  io::Loop loop;
  io::Descriptor notes;
  io::Descriptor shown;
  std::optional<get::Screen> screen;
  DrivenServer server{loop};
  Told told;
  std::optional<Origin> origin;
  std::optional<Place> place;
  std::string clients_address;
  io::test::Recorder user;
  std::optional<Bridge> bridge;
  std::unique_ptr<io::Channel> client;
  bool is_over = false;
};

TEST_F(Bridging, octets_pass_unchanged_and_the_trace_is_told_both_ways) {
  begin(server.url());
  send(*client, std::string(http1_request));
  run_until(loop, [&] { return server.user.received.size() >= http1_request.size(); });
  EXPECT_EQ(server.user.received, http1_request);
  const std::string response = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc";
  send(server.channel(), response);
  run_until(loop, [&] { return user.received.size() >= response.size(); });
  EXPECT_EQ(user.received, response);
  EXPECT_EQ(told.sent, http1_request);
  EXPECT_EQ(told.received, response);
  EXPECT_EQ(told.id, 7u);
  EXPECT_EQ(told.version, http::Version::http11);
  EXPECT_EQ(told.local, clients_address);
  EXPECT_EQ(told.peer, server.address());
  EXPECT_EQ(place->totals.octets_to_server, http1_request.size());
  EXPECT_EQ(place->totals.octets_to_clients, response.size());
  EXPECT_THAT(noted(), HasSubstr("7: HTTP/1.1 from "));
}

// RFC 9113 3.4: "That is, the connection preface starts with the string "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"."
TEST_F(Bridging, first_octets_wait_until_they_tell_the_version) {
  begin(server.url());
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (const char octet : preface.substr(0, preface.size() - 1)) {
    send(*client, std::string(1, octet));
    turn_often(loop);
  }
  EXPECT_FALSE(server.has_client());
  send(*client, preface.substr(preface.size() - 1));
  run_until(loop, [&] { return server.user.received.size() >= preface.size(); });
  EXPECT_EQ(server.user.received, preface);
  EXPECT_EQ(told.version, http::Version::http2);
}

TEST_F(Bridging, a_half_close_passes_and_the_other_half_goes_on) {
  begin(server.url());
  send(*client, std::string(http1_request));
  client->finish();
  run_until(loop, [&] { return server.user.ended; });
  EXPECT_FALSE(is_over);
  send(server.channel(), "HTTP/1.1 200 OK\r\n\r\nlate");
  server.channel().finish();
  run_until(loop, [&] { return user.ended && is_over; });
  EXPECT_THAT(user.received, HasSubstr("late"));
  EXPECT_TRUE(told.has_ended);
}

TEST_F(Bridging, a_client_that_says_nothing_and_ends_is_let_go) {
  begin(server.url());
  client->finish();
  run_until(loop, [&] { return server.user.ended; });
  server.channel().finish();
  run_until(loop, [&] { return is_over; });
  EXPECT_EQ(server.user.received, "");
}

TEST_F(Bridging, a_client_of_a_server_that_is_not_there_is_told_to_go) {
  std::string nobody;
  {
    const DrivenServer gone(loop);
    nobody = gone.url();
  }
  begin(nobody);
  send(*client, std::string(http1_request));
  run_until(loop, [&] { return is_over && (user.ended || user.closed); });
  EXPECT_THAT(noted(), HasSubstr("7: no connection to the server: connection_refused"));
  EXPECT_EQ(told.version, std::nullopt);
}

// Octets that the server does not take stay with the client.
TEST_F(Bridging, a_client_waits_for_a_server_that_does_not_read) {
  begin(server.url());
  send(*client, std::string(http1_request));
  run_until(loop, [&] { return server.has_client() && server.user.received.size() == http1_request.size(); });
  server.channel().pause();
  constexpr std::size_t size = 32 << 20;
  send(*client, std::string(size, 'x'));
  for (std::size_t last = 0; last != client->backlog();) {
    last = client->backlog();
    turn_often(loop);
  }
  EXPECT_GT(client->backlog(), 0u);
  server.channel().resume();
  run_until(loop, [&] { return server.user.received.size() == http1_request.size() + size; });
  EXPECT_EQ(client->backlog(), 0u);
}

}  // namespace
}  // namespace bridge_test
}  // namespace weft::cli::inspect
