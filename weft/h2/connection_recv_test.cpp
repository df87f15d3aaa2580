#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

TEST(Receive, ends_at_the_first_wrong_octet_of_the_preface) {
  constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (std::size_t place = 0; place < preface.size(); ++place) {
    std::string octets(preface);
    octets[place] ^= 1;
    testkit::Clock clock;
    testkit::Endpoint server(Role::server, clock);
    server.receive(as_octets(std::string_view(octets).substr(0, place)));
    EXPECT_FALSE(server.closed());
    server.receive(as_octets(std::string_view(octets).substr(place, 1)));
    EXPECT_TRUE(server.closed()) << place;
    EXPECT_EQ(server.close().reason, "preface_not_valid");
  }
}

TEST(Receive, says_nothing_more_after_a_connection_error) {
  ServerEngine server;
  server.from_peer.window_update(0, 0).ping(1).headers(1, request("GET"), end_stream).data(0, "x");
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY")));
  EXPECT_TRUE(server.connection().closed());
  server.from_peer.ping(2);
  EXPECT_THAT(server.exchange(), IsEmpty());
}

TEST(Receive, answers_pings_before_anything_else) {
  ServerEngine server({}, Application::answers);
  server.from_peer.headers(1, request("GET"), end_stream).ping(7);
  const Lines lines = server.exchange();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines.front(), HasSubstr("PING"));
}

TEST(Receive, takes_a_block_in_as_many_frames_as_the_limit) {
  ServerEngine server;
  const auto head = request("GET").with("x-long", std::string(500, '|'));
  server.from_peer.headers_in(9, 1, head, end_stream);
  server.exchange();
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1 GET")));
  server.from_peer.headers_in(10, 3, head.with("x-more", std::string(500, '|')), end_stream);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "continuations_limit");
}

TEST(Receive, tolerates_one_empty_continuation) {
  ServerEngine server;
  const auto block = server.from_peer.block(request("GET"));
  server.from_peer.headers_block(1, block, frame::flag::end_stream).continuation(1, {}, 0).continuation(1, {}, 0);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "continuations_limit");
}

TEST(Receive, takes_any_frame_that_arrives_slowly_but_in_time) {
  ServerEngine server;
  // Each read ends in the middle of a frame, for much longer than one frame may take.
  server.from_peer.ping(0);
  const std::size_t size = server.from_peer.octets().size() - server.delivered;
  for (int i = 1; i < 30; ++i) server.from_peer.ping(static_cast<std::uint64_t>(i));
  Octets octets = server.from_peer.octets().subspan(server.delivered);
  while (!octets.empty()) {
    const std::size_t piece = std::min(octets.size(), size + 1);
    server.endpoint.receive(octets.first(piece));
    octets = octets.subspan(piece);
    server.advanced(seconds(1));
  }
  EXPECT_FALSE(server.endpoint.closed());
}

TEST(Receive, tires_of_frames_that_it_does_not_know) {
  ServerEngine server;
  for (int i = 0; i < 1001; ++i) server.from_peer.raw(static_cast<frame::Type>(0x42), 0, 1);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "glitches_limit");
}

TEST(Receive, reports_altsvc_and_origin_to_clients_only) {
  ClientEngine client;
  client.from_peer.add(frame::Altsvc{0, "https://example.org", "h2=\":8443\""});
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("altsvc")));
  ServerEngine server;
  server.from_peer.add(frame::Altsvc{0, "https://example.org", "h2=\":8443\""});
  server.exchange();
  EXPECT_THAT(server.events(), IsEmpty());
}

struct Bare {
  Options options;
  Workspace workspace;
  Time now{std::chrono::hours(1)};
  Connection connection{Role::server, options, workspace, now};

  std::size_t poll() {
    std::size_t events = 0;
    while (connection.poll_event()) ++events;
    return events;
  }
};

TEST(Read, of_many_frames_is_cut_where_the_application_should_look) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("POST"));
  for (int i = 0; i < 200; ++i) peer.data(1, std::string(300, 'x'));
  Octets rest = server.connection.receive_some(peer.octets(), server.now);
  std::size_t reads = 1;
  for (; !rest.empty(); ++reads) {
    EXPECT_EQ(server.poll(), 32u);
    rest = server.connection.receive_some(rest, server.now);
  }
  EXPECT_EQ(reads, 7u);
  EXPECT_EQ(server.connection.counters().octets_received, peer.octets().size());
}

TEST(Read, goes_on_where_nobody_polls) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("POST"));
  for (int i = 0; i < 200; ++i) peer.data(1, std::string(300, 'x'));
  server.connection.receive(peer.octets(), server.now);
  EXPECT_EQ(server.connection.counters().octets_received, peer.octets().size());
  EXPECT_EQ(server.connection.counters().data_frames_received, 200u);
}

TEST(Read, of_few_frames_is_taken_whole) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("GET"), end_stream);
  EXPECT_TRUE(server.connection.receive_some(peer.octets(), server.now).empty());
  EXPECT_TRUE(server.connection.receive_some({}, server.now).empty());
}

}  // namespace
}  // namespace weft::h2
