// A connection parks, and unparks as if nothing had been.
#include <weft/session/server/rig_test.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::session::server {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using testkit::end_stream;
using testkit::request;
using testkit::StreamId;

// Asks, and waits for the answer: then nothing is under way.
void ask(Rig& rig, Peer& peer, StreamId stream) {
  peer.frames.headers(stream, request("GET").with("x-name", "value"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame(fmt::format("DATA stream={}", stream)); });
}

TEST(Parking, is_not_seen_by_the_peer) {
  Rig rig;
  Peer& never_parked = rig.connect_h2();
  Peer& parked = rig.connect_h2();
  ask(rig, parked, 1);
  for (StreamId stream = 3; stream < 9; stream += 2) {
    rig.wait_until_parked();
    ask(rig, parked, stream);
  }
  for (StreamId stream = 1; stream < 9; stream += 2) ask(rig, never_parked, stream);
  EXPECT_EQ(parked.frames_received(), never_parked.frames_received());
  EXPECT_EQ(rig.connections->size(), 2u);
}

TEST(Parking, leaves_little) {
  Rig rig;
  // The memory that all connections share is there already.
  ask(rig, rig.connect_h2(), 1);
  rig.wait_until_parked();
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  const std::uint64_t busy = testkit::live_octets();
  rig.wait_until_parked();
  // A busy connection has some 4,700 octets more.
  EXPECT_LT(testkit::live_octets() + 4000, busy);
  ask(rig, peer, 3);
  EXPECT_EQ(rig.connections->size(), 2u);
}

// Octets of the heap that a second connection takes, once it is parked.
std::uint64_t octets_of_a_parked_one(std::uint32_t frames) {
  Rig rig;
  rig.options.frames = frames;
  ask(rig, rig.connect_h2(), 1);
  rig.wait_until_parked();
  const std::uint64_t before = testkit::live_octets();
  ask(rig, rig.connect_h2(), 1);
  rig.wait_until_parked();
  return testkit::live_octets() - before;
}

// docs/guide/operate.md tells the sum.
TEST(Parking, leaves_sixteen_octets_of_each_frame_that_is_kept) {
  constexpr std::uint64_t besides = 300;
  const std::uint64_t without = octets_of_a_parked_one(0);
  for (const std::uint32_t frames : {16U, 256U}) {
    const std::uint64_t with = octets_of_a_parked_one(frames);
    EXPECT_GE(with, without + std::uint64_t{16} * frames);
    EXPECT_LE(with, without + std::uint64_t{16} * frames + besides);
  }
}

TEST(Parking, does_not_change_what_is_known_of_it) {
  Rig rig;
  std::vector<std::uint64_t> ids;
  std::vector<std::string> ends;
  rig.service.handler = [&](Exchange& exchange) {
    ids.push_back(exchange.facts().id);
    ends.push_back(exchange.facts().peer->host + " " + exchange.facts().local->host);
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  rig.wait_until_parked();
  ask(rig, peer, 3);
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_THAT(ends, ElementsAre("peer local", "peer local"));
  EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/2 ", "request 1 GET /", "done 1 200 complete",
                                             "request 3 GET /", "done 3 200 complete"));
}

TEST(Parking, ends_where_the_peer_hangs_up) {
  for (const bool orderly : {true, false}) {
    Rig rig;
    Peer& peer = rig.connect_h2();
    ask(rig, peer, 1);
    rig.wait_until_parked();
    orderly ? peer.channel().finish() : peer.channel().close();
    rig.run_until([&] { return rig.connections->size() == 0; });
    EXPECT_THAT(rig.service.notes.back(), StartsWith("closed "));
  }
}

TEST(Parking, hears_what_comes_in_pieces) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  rig.wait_until_parked();
  const std::size_t sent = peer.frames.octets().size();
  peer.frames.headers(3, request("GET"), end_stream);
  const testkit::Bytes octets = testkit::bytes(peer.frames.octets());
  for (std::size_t at = sent; at < octets.size(); ++at) {
    peer.send(Octets(octets).subspan(at, 1));
    rig.run_until([&, turns = 0]() mutable { return ++turns > 3; });
  }
  rig.run_until([&] { return peer.received_frame("DATA stream=3"); });
}

// A connection cannot be parked in the middle of a frame, and is asked again until it can.
TEST(Parking, waits_for_the_end_of_a_frame) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  testkit::Frames ping;
  ping.ping();
  const testkit::Bytes octets = testkit::bytes(ping.octets());
  peer.send(Octets(octets).first(5));
  const Time late = std::chrono::steady_clock::now() + 2 * ParkingQueue::usual;
  rig.run_until([&] { return std::chrono::steady_clock::now() > late; });
  EXPECT_EQ(rig.connections->parking_queue.size(), 1u);
  peer.send(Octets(octets).subspan(5));
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  rig.wait_until_parked();
  ask(rig, peer, 3);
}

TEST(Parking, ends_when_the_connection_was_idle_for_too_long) {
  Rig rig;
  rig.options.h2.timeouts.idle = std::chrono::milliseconds(500);
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  rig.wait_until_parked();
  EXPECT_FALSE(peer.received_frame("GOAWAY"));
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received_frame("GOAWAY"));
  peer.channel().finish();
  rig.run_until([&] { return rig.connections->size() == 0; });
}

TEST(Parking, ends_when_the_connection_is_too_old) {
  Rig rig;
  rig.options.h2.timeouts.age = std::chrono::milliseconds(600);
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  rig.wait_until_parked();
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received_frame("GOAWAY"));
}

// A peer that is told to go hears it, however many peers there are.
TEST(Parking, of_a_crowd_ends_with_words_to_each) {
  constexpr std::size_t connections = 100;
  Rig rig;
  std::vector<Peer*> peers;
  while (peers.size() < connections) peers.push_back(&rig.connect_h2());
  for (Peer* peer : peers) ask(rig, *peer, 1);
  rig.wait_until_parked();
  int drained = 0;
  rig.connections->drain([&] { ++drained; });
  for (Peer* peer : peers) {
    rig.run_until([&] { return peer->ended(); });
    EXPECT_TRUE(peer->received_frame("GOAWAY last_stream=1 NO_ERROR"));
    EXPECT_EQ(drained, 0);
    peer->channel().finish();
  }
  rig.run_until([&] { return drained == 1; });
  EXPECT_EQ(rig.connections->size(), 0u);
}

TEST(Parking, of_all_may_be_destroyed) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  ask(rig, peer, 1);
  rig.wait_until_parked();
  rig.connections.reset();
  rig.run_until([&] { return peer.ended() || peer.closed(); });
}

TEST(Parking, is_not_for_http11) {
  Rig rig;
  Peer& peer = rig.connect();
  peer.send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
  rig.run_until([&] { return peer.received().ends_with("hello"); });
  EXPECT_EQ(rig.connections->parking_queue.size(), 0u);
}

TEST(Parking, is_not_for_a_connection_with_work) {
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return working != nullptr; });
  rig.run_until([&, turns = 0]() mutable { return ++turns > 3; });
  EXPECT_EQ(rig.connections->parking_queue.size(), 0u);
  TestService::hello(*working);
  rig.run_until([&] { return peer.received_frame("DATA stream=1"); });
  rig.wait_until_parked();
}

}  // namespace
}  // namespace weft::session::server
