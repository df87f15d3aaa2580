#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testkit::end_stream;
using testkit::request;

TEST(Connections, count_those_that_live) {
  Rig rig;
  Peer& first = rig.connect();
  rig.connect();
  EXPECT_EQ(rig.connections->size(), 2u);
  first.channel().close();
  rig.run_until([&] { return rig.connections->size() == 1; });
}

TEST(Connections, tell_at_their_end_how_many_requests_they_have_carried) {
  Rig rig;
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 1; });
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  one.channel().close();
  rig.run_until([&] { return rig.service.ends.size() == 1; });
  EXPECT_EQ(rig.service.ends[0].requests, 2u);

  Peer& two = rig.connect_h2();
  for (const testkit::StreamId stream : {1u, 3u, 5u}) two.frames.headers(stream, request("GET"), end_stream);
  two.send();
  rig.run_until([&] { return rig.service.done == 5; });
  rig.wait_until_parked();
  two.channel().close();
  rig.run_until([&] { return rig.service.ends.size() == 2; });
  EXPECT_EQ(rig.service.ends[1].requests, 3u);
  EXPECT_TRUE(rig.service.ends[1].has_spoken);
}

TEST(Connections, tell_whether_their_version_was_known) {
  Rig rig;
  rig.connect().channel().close();
  rig.run_until([&] { return rig.service.ends.size() == 1; });
  EXPECT_FALSE(rig.service.ends[0].has_spoken);
  EXPECT_EQ(rig.service.ends[0].requests, 0u);
}

// The reason goes with GOAWAY, and the longest idle goes first, parked or not.
TEST(Connections, that_are_idle_are_closed_in_the_order_of_their_rest) {
  Rig rig;
  Peer& parked = rig.connect_h2();
  parked.frames.headers(1, request("GET"), end_stream);
  parked.send();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.wait_until_parked();
  Peer& two = rig.connect_h2();
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  const Time later = rig.loop.now() + std::chrono::milliseconds(2);
  rig.run_until([&] { return rig.loop.now() >= later; });
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  rig.run_until([&] { return rig.service.done == 3; });

  EXPECT_EQ(rig.connections->close_idle(1, "tired"), 1u);
  rig.run_until([&] { return parked.received_frame("GOAWAY last_stream=1 NO_ERROR debug=\"tired\""); });
  EXPECT_EQ(rig.connections->close_idle(1, "tired"), 1u);
  rig.run_until([&] { return one.ended(); });
  EXPECT_FALSE(two.received_frame("GOAWAY"));
  EXPECT_EQ(rig.connections->close_idle(9, "tired"), 1u);
  rig.run_until([&] { return two.received_frame("GOAWAY last_stream=1 NO_ERROR debug=\"tired\""); });
  EXPECT_EQ(rig.connections->close_idle(9, "tired"), 0u);
}

TEST(Connections, that_have_work_or_a_beginning_of_it_are_not_idle) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return working.size() == 2; });
  Peer& half = rig.connect();
  half.send("GET / HT");
  rig.connect();
  rig.run_until([&, turns = 0]() mutable { return ++turns > 5; });
  EXPECT_EQ(rig.connections->close_idle(9, "tired"), 0u);
  for (Exchange* exchange : working) TestService::hello(*exchange);
  rig.run_until([&] { return rig.service.done == 2; });
}

// RFC 9113 6.9: "Flow control only applies to frames that are identified as being subject to flow control."
TEST(Connections, hold_the_bodies_of_requests_back_by_their_windows) {
  struct Eager final : BodySink {
    std::size_t on_body(Octets octets) override { return octets.size(); }
    void on_body_end(const http::Fields*) override {}
    void on_body_lost() override {}
  } sink;
  Rig rig;
  Exchange* uploading = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    uploading = &exchange;
    exchange.receive_body(sink);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("POST"));
  peer.send();
  rig.run_until([&] { return uploading != nullptr; });
  EXPECT_EQ(rig.connections->hold_bodies(), 1u);
  for (int i = 0; i < 4; ++i) peer.frames.data(1, std::string(16'000, 'x'));
  peer.frames.ping();
  peer.send();
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  EXPECT_FALSE(peer.received_frame("WINDOW_UPDATE stream=1"));
  rig.connections->release_bodies();
  rig.run_until([&] { return peer.received_frame("WINDOW_UPDATE stream=1"); });
  TestService::hello(*uploading);
}

TEST(Connections, that_are_none_are_drained_at_once) {
  Rig rig;
  Connections connections(rig.loop, rig.options, rig.service);
  int drained = 0;
  connections.drain([&] { ++drained; });
  EXPECT_EQ(drained, 1);
}

TEST(Connections, are_drained_when_the_last_work_is_over) {
  Rig rig;
  std::vector<Exchange*> working;
  rig.service.handler = [&](Exchange& exchange) { working.push_back(&exchange); };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  Peer& one = rig.connect();
  one.send(http1_request);
  Peer& silent = rig.connect();
  rig.run_until([&] { return working.size() == 2; });

  int drained = 0;
  rig.connections->drain([&] { ++drained; });
  rig.run_until([&] { return two.received_frame("GOAWAY") && silent.ended(); });
  EXPECT_EQ(drained, 0);
  for (Exchange* exchange : working) TestService::hello(*exchange);
  rig.run_until([&] { return two.ended() && one.ended(); });
  two.channel().finish();
  one.channel().finish();
  rig.run_until([&] { return drained == 1; });
  EXPECT_EQ(rig.connections->size(), 0u);
  EXPECT_THAT(two.received(), HasSubstr("hello"));
  EXPECT_THAT(one.received(), HasSubstr("hello"));
}

TEST(Connections, that_have_not_begun_have_a_moment_when_the_server_drains) {
  Rig rig;
  Peer& prompt = rig.connect();
  Peer& silent = rig.connect();
  int drained = 0;
  rig.connections->drain([&] { ++drained; });
  prompt.send(http1_request);
  rig.run_until([&] { return prompt.received().ends_with("hello"); });
  EXPECT_FALSE(silent.ended());
  rig.run_until([&] { return prompt.ended() && silent.ended(); });
  prompt.channel().finish();
  rig.run_until([&] { return drained == 1; });
  EXPECT_EQ(silent.received(), "");
  EXPECT_THAT(rig.service.notes, Contains("closed shutting_down"));
}

io::TlsFacts http1_facts() {
  io::TlsFacts facts;
  facts.alpn = "http/1.1";
  return facts;
}

TEST(Connections, that_are_handed_over_answer_one_more_request_on_each_that_is_idle) {
  Rig rig;
  Peer& used = rig.connect();
  used.send(http1_request);
  rig.run_until([&] { return used.received().ends_with("hello"); });
  Peer& silent = rig.connect(http1_facts());
  Peer& two = rig.connect_h2();
  two.send();
  rig.run_until([&] { return two.received_frame("SETTINGS ACK"); });

  int drained = 0;
  rig.connections->hand_over([&] { ++drained; });
  // HTTP/2 is told at once, and by then the others would have been closed.
  rig.run_until([&] { return two.ended(); });
  EXPECT_FALSE(used.ended());
  EXPECT_FALSE(silent.ended());
  two.channel().finish();
  for (Peer* peer : {&used, &silent}) peer->send(http1_request);
  rig.run_until([&] { return used.ended() && silent.ended(); });
  for (Peer* peer : {&used, &silent}) {
    EXPECT_THAT(peer->received(), HasSubstr("\r\nconnection: close\r\n\r\nhello"));
    peer->channel().finish();
  }
  rig.run_until([&] { return drained == 1; });
}

TEST(Connections, that_are_handed_over_are_told_once_their_version_is_known) {
  Rig rig;
  Peer& one = rig.connect();
  Peer& two = rig.connect_h2();
  int drained = 0;
  rig.connections->hand_over([&] { ++drained; });
  one.send(http1_request);
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  rig.run_until([&] { return one.received().ends_with("hello") && two.received_frame("GOAWAY"); });
  one.send(http1_request);
  rig.run_until([&] { return one.ended() && two.ended(); });
  EXPECT_THAT(one.received(), HasSubstr("\r\nconnection: close\r\n\r\nhello"));
  for (Peer* peer : {&one, &two}) peer->channel().finish();
  rig.run_until([&] { return drained == 1; });
}

TEST(Connections, that_are_handed_over_end_where_nobody_asks) {
  Rig rig;
  rig.options.h1.timeouts.drain = std::chrono::milliseconds(50);
  rig.options.h2.timeouts.preface = std::chrono::milliseconds(50);
  Peer& idle = rig.connect();
  idle.send(http1_request);
  rig.run_until([&] { return idle.received().ends_with("hello"); });
  Peer& silent = rig.connect();
  int drained = 0;
  rig.connections->hand_over([&] { ++drained; });
  rig.run_until([&] { return idle.ended() && silent.ended(); });
  for (Peer* peer : {&idle, &silent}) peer->channel().finish();
  rig.run_until([&] { return drained == 1; });
  EXPECT_THAT(rig.service.notes, testing::IsSupersetOf({"closed shut_down", "closed preface_timeout"}));
}

TEST(Connections, that_park_in_their_moment_are_told_as_well) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  rig.connections->drain([] {});
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.wait_until_parked();
  rig.run_until([&] { return peer.received_frame("GOAWAY"); });
}

TEST(Connections, that_drain_take_nobody_new) {
  Rig rig;
  Peer& first = rig.connect_h2();
  first.send();
  rig.run_until([&] { return first.received_frame("SETTINGS ACK"); });
  rig.connections->drain([] {});
  Peer& late = rig.connect();
  rig.run_until([&] { return late.ended(); });
  EXPECT_EQ(late.received(), "");
}

// The connections may end before their exchanges are over: nothing may still refer to those connections.
TEST(Connections, may_be_destroyed_while_they_live) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  bool asked = false;
  rig.service.handler = [&](Exchange&) { asked = true; };
  peer.send();
  rig.run_until([&] { return asked; });
  rig.connections.reset();
  rig.run_until([&] { return peer.ended() || peer.closed(); });
}

}  // namespace
}  // namespace weft::session::server
