#include <weft/h2/streams.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft::h2 {
namespace {

const Time start{};

TEST(Streams, are_told_apart_by_their_identifiers) {
  Workspace workspace;
  Streams streams(workspace, start);
  streams.open(5, 0, 0, start).state = StreamState::open;
  streams.open(2, 0, 0, start).state = StreamState::reserved_local;
  EXPECT_EQ(streams.state_of(5, start), StreamState::open);
  EXPECT_EQ(streams.state_of(3, start), StreamState::closed_unused);
  EXPECT_EQ(streams.state_of(2, start), StreamState::reserved_local);
  EXPECT_EQ(streams.state_of(4, start), StreamState::idle);
  EXPECT_EQ(streams.find(2)->id, 2u);
  EXPECT_EQ(streams.find(4), nullptr);
  EXPECT_EQ(streams.find(0), nullptr);
  EXPECT_EQ(streams.requests().highest(), 5u);
  EXPECT_EQ(streams.pushes().highest(), 2u);
}

TEST(Streams, are_counted_and_visited_together) {
  Workspace workspace;
  Streams streams(workspace, start);
  EXPECT_EQ(streams.memory(), 0u);
  streams.open(1, 0, 0, start);
  streams.open(2, 0, 0, start);
  EXPECT_EQ(streams.live(), 2u);
  EXPECT_GE(streams.memory(), 2 * sizeof(Stream));
  std::vector<frame::StreamId> visited;
  streams.for_each([&visited](Stream& stream) { visited.push_back(stream.id); });
  EXPECT_EQ(visited, (std::vector<frame::StreamId>{1, 2}));
  streams.release(*streams.find(2), start);
  EXPECT_EQ(streams.live(), 1u);
}

TEST(Streams, that_we_have_reset_are_known_after_their_grace) {
  Workspace workspace;
  Streams streams(workspace, start);
  const Time later = start + 2 * reset_grace;
  Stream& stream = streams.open(1, 0, 0, start);
  stream.state = StreamState::closed_by_our_reset;
  EXPECT_TRUE(streams.was_reset_by_us(1));
  streams.release(stream, start);
  streams.remember(3, StreamState::closed_by_peer_reset, start);
  EXPECT_EQ(streams.state_of(1, later), StreamState::closed_by_peer_reset);
  EXPECT_TRUE(streams.was_reset_by_us(1));
  EXPECT_FALSE(streams.was_reset_by_us(3));
  EXPECT_FALSE(streams.was_reset_by_us(5));
}

}  // namespace
}  // namespace weft::h2
