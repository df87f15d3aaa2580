// These connections are over UNIX sockets and have no counts of octets: io/socket_octets_test.cpp has some.
#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testkit::end_stream;
using testkit::request;
using State = ConnectionView::State;

TEST(Views, tell_of_one_that_opens) {
  Rig rig;
  rig.connect();
  rig.run_until([&, turns = 0]() mutable { return ++turns > 2; });
  const auto views = rig.connections->views(9);
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0].state, State::opening);
  EXPECT_EQ(views[0].peer, "peer:1");
  EXPECT_EQ(views[0].version, std::nullopt);
  EXPECT_EQ(views[0].since, never);
}

TEST(Views, tell_of_requests_that_are_under_way_and_of_rest) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  Peer& two = rig.connect_h2();
  for (const testkit::StreamId stream : {1u, 3u}) two.frames.headers(stream, request("GET"), end_stream);
  two.send();
  io::TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.alpn = "http/1.1";
  Peer& one = rig.connect(tls);
  one.send(http1_request);
  rig.run_until([&] { return working.size() == 3; });
  auto views = rig.connections->views(9);
  ASSERT_EQ(views.size(), 2u);
  EXPECT_EQ(views[0].state, State::active);
  EXPECT_EQ(views[0].version, http::Version::http2);
  EXPECT_EQ(views[0].streams, 2u);
  EXPECT_EQ(views[0].requests, 2u);
  EXPECT_EQ(views[0].tls, "");
  EXPECT_EQ(views[1].version, http::Version::http11);
  EXPECT_EQ(views[1].tls, "TLSv1.3");
  EXPECT_EQ(views[1].streams, 1u);
  EXPECT_LT(views[0].id, views[1].id);

  for (Exchange* exchange : working) TestService::hello(*exchange);
  rig.run_until([&] { return rig.service.done == 3; });
  views = rig.connections->views(9);
  EXPECT_EQ(views[0].state, State::idle);
  EXPECT_EQ(views[0].requests, 2u);
  EXPECT_EQ(views[1].state, State::idle);
  EXPECT_LE(views[0].since, views[0].heard);
}

TEST(Views, tell_the_same_of_one_that_is_parked) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  for (const testkit::StreamId stream : {1u, 3u, 5u}) peer.frames.headers(stream, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 3; });
  const auto before = rig.connections->views(1);
  rig.wait_until_parked();
  const auto parked = rig.connections->views(1);
  ASSERT_EQ(parked.size(), 1u);
  EXPECT_EQ(parked[0].state, State::parked);
  EXPECT_EQ(parked[0].id, before[0].id);
  EXPECT_EQ(parked[0].peer, before[0].peer);
  EXPECT_EQ(parked[0].since, before[0].since);
  EXPECT_EQ(parked[0].requests, 3u);
  EXPECT_EQ(parked[0].streams, 0u);
}

TEST(Views, are_no_more_than_somebody_wants) {
  Rig rig;
  for (int i = 0; i < 3; ++i) rig.connect();
  EXPECT_EQ(rig.connections->views(2).size(), 2u);
  EXPECT_TRUE(rig.connections->views(0).empty());
}

}  // namespace
}  // namespace weft::session::server
