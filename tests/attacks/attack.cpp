#include <tests/attacks/attack.hpp>

namespace weft::attacks {

namespace {

constexpr std::size_t largest_growth = 16 * 1024 * 1024;

void expect_answers_ping(Peer& peer) {
  const std::size_t before = peer.ping_acks();
  peer.frames.ping();
  peer.send();
  EXPECT_TRUE(peer.wait([before](const Peer& p) { return p.ping_acks() > before; })) << "the connection is dead";
}

}  // namespace

void Attack::SetUp() {
  witness = std::make_unique<Witness>(server, GetParam());
  resident_ = server.resident();
}

void Attack::TearDown() {
  if (server.stopped()) return;
  ASSERT_TRUE(server.alive()) << "the server has died";
  const Witness::Testimony testimony = witness->testimony();
  EXPECT_EQ(testimony.failed, 0u) << "the witness noticed the attack";
  EXPECT_GT(testimony.answered, 0u);
  if (memory_counts) {
    EXPECT_LE(server.resident(), resident_ + largest_growth);
  }
}

std::unique_ptr<Peer> Attack::peer(std::initializer_list<frame::Setting> settings) {
  auto peer = std::make_unique<Peer>(server, GetParam());
  peer->greet(settings);
  return peer;
}

std::string transport_name(const testing::TestParamInfo<Transport>& info) {
  return info.param == Transport::tls ? "tls" : "cleartext";
}

void expect_connection_error(Peer& peer, ErrorCode code) {
  EXPECT_TRUE(peer.wait([](const Peer& p) { return p.goaways() > 0; })) << "no GOAWAY came";
  EXPECT_EQ(peer.goaway(), code) << (peer.goaways() > 0 ? peer.goaway_lines().back().text : "");
  // A peer that has read the GOAWAY does so.
  peer.finish();
  EXPECT_TRUE(peer.wait_closed()) << "the connection stays open";
  EXPECT_EQ(peer.goaways(), 1u);
}

void expect_stream_error(Peer& peer, StreamId stream, ErrorCode code) {
  EXPECT_TRUE(peer.wait([stream](const Peer& p) { return p.reset_code(stream).has_value(); })) << "no RST_STREAM came";
  EXPECT_EQ(peer.reset_code(stream), code);
  expect_answers_ping(peer);
  EXPECT_EQ(peer.goaways(), 0u);
}

void expect_unharmed(Peer& peer) {
  expect_answers_ping(peer);
  EXPECT_EQ(peer.resets(), 0u);
  EXPECT_EQ(peer.goaways(), 0u);
}

void expect_served(Peer& peer, StreamId stream) {
  peer.frames.headers(stream, request("GET"), end_stream);
  peer.send();
  EXPECT_TRUE(peer.wait([stream](const Peer& p) { return p.ended(stream); }));
  EXPECT_EQ(peer.status(stream), 200);
}

}  // namespace weft::attacks
