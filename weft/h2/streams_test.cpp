#include <weft/h2/streams.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft::h2 {
namespace {

const Time start{};

TEST(Streams, are_told_apart_by_their_identifiers) {
  Workspace workspace;
  Streams streams(http::Role::server, 2, workspace, start);
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
  Streams streams(http::Role::server, 2, workspace, start);
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
  Streams streams(http::Role::server, 2, workspace, start);
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

// RFC 9113 5.1.2: reserved streams do not count toward the limit.
TEST(Streams, of_the_server_count_once_their_response_has_begun) {
  Workspace workspace;
  Streams streams(http::Role::server, 2, workspace, start);
  Stream& first = streams.open_next(0, 0, start);
  Stream& second = streams.open_next(0, 0, start);
  EXPECT_EQ(second.id, first.id + 2);
  first.state = second.state = StreamState::reserved_local;
  EXPECT_EQ(streams.promised(), 2u);
  EXPECT_TRUE(streams.begin_pushed(first, StreamInput::send_headers, 1));
  EXPECT_EQ(first.state, StreamState::half_closed_remote);
  EXPECT_EQ(streams.promised(), 1u);
  EXPECT_EQ(streams.pushed(), 1u);
  EXPECT_FALSE(streams.begin_pushed(second, StreamInput::send_headers, 1));
  EXPECT_TRUE(streams.close(first, StreamState::closed_by_end, start));
  EXPECT_TRUE(streams.close(second, StreamState::closed_by_our_reset, start));
  EXPECT_FALSE(streams.any_open());
}

TEST(Streams, close_once) {
  Workspace workspace;
  Streams streams(http::Role::server, 2, workspace, start);
  Stream& stream = streams.open(1, 0, 0, start);
  stream.state = StreamState::open;
  EXPECT_EQ(streams.open_requests(), 1u);
  EXPECT_TRUE(streams.close(stream, StreamState::closed_by_end, start));
  EXPECT_FALSE(streams.close(stream, StreamState::closed_by_our_reset, start));
  EXPECT_EQ(streams.open_requests(), 0u);
  EXPECT_EQ(streams.state_of(1, start), StreamState::closed_by_our_reset);
}

// Streams whose peer has its whole response leave room for others, though not without limit.
TEST(Streams, that_have_ended_and_are_at_work_count_half) {
  Workspace workspace;
  Streams streams(http::Role::server, 2, workspace, start);
  for (frame::StreamId id = 1; id <= 7; id += 2) {
    EXPECT_FALSE(streams.is_full(2));
    Stream& stream = streams.open(id, 0, 0, start);
    streams.complete(stream);
    streams.close(stream, StreamState::closed_by_end, start);
  }
  EXPECT_TRUE(streams.is_full(2));
  streams.release(*streams.find(1), start);
  EXPECT_FALSE(streams.is_full(2));
  Streams others(http::Role::server, 2, workspace, start);
  others.open(1, 0, 0, start);
  others.open(3, 0, 0, start);
  EXPECT_TRUE(others.is_full(2));
}

// RFC 9113 5.1.1: identifiers of our own are used one after the other.
TEST(Streams, of_our_own_were_never_skipped) {
  Workspace workspace;
  Streams streams(http::Role::client, 1, workspace, start);
  streams.open(5, 0, 0, start);
  EXPECT_EQ(streams.state_of(3, start), StreamState::closed_by_peer_reset);
  streams.open(4, 0, 0, start);
  EXPECT_EQ(streams.state_of(2, start), StreamState::closed_unused);
}

TEST(Streams, have_identifiers_up_to_the_last_one) {
  Workspace workspace;
  Streams streams(http::Role::client, frame::max_stream_id, workspace, start);
  EXPECT_TRUE(streams.has_next_id());
  EXPECT_EQ(streams.open_next(0, 0, start).id, frame::max_stream_id);
  EXPECT_FALSE(streams.has_next_id());
}

}  // namespace
}  // namespace weft::h2
