#include <weft/h2/stream_table.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft::h2 {
namespace {

using std::chrono::milliseconds;

class StreamTableTest : public ::testing::Test {
 protected:
  Stream& open(frame::StreamId id) {
    Stream& stream = table.open(id, default_window, default_window, now);
    stream.state = StreamState::open;
    return stream;
  }
  void close(Stream& stream, StreamState state) {
    stream.state = state;
    table.remember(stream.id, state, now);
  }
  void use(frame::StreamId id) {
    Stream& stream = open(id);
    close(stream, StreamState::closed_by_end);
    table.release(stream, now);
  }

  Workspace workspace;
  Time now{std::chrono::hours(5)};
  StreamTable table{workspace, now};
};

TEST_F(StreamTableTest, finds_what_lives) {
  Stream& stream = open(3);
  EXPECT_EQ(table.find(3), &stream);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(table.find(5), nullptr);
  EXPECT_EQ(table.live(), 1u);
}

TEST_F(StreamTableTest, knows_idle_unused_and_used_identifiers) {
  use(3);
  EXPECT_EQ(table.state_of(1, now), StreamState::closed_unused);
  EXPECT_EQ(table.state_of(3, now), StreamState::closed_by_end);
  EXPECT_EQ(table.state_of(5, now), StreamState::idle);
  EXPECT_EQ(table.live(), 0u);
}

TEST_F(StreamTableTest, keeps_a_stream_that_outlives_its_place_in_the_ring) {
  Stream& first = open(1);
  Stream& second = open(3);
  for (frame::StreamId id = 5; id < 5000; id += 2) use(id);
  EXPECT_EQ(table.find(1), &first);
  EXPECT_EQ(table.find(3), &second);
  EXPECT_EQ(table.state_of(1, now), StreamState::open);
  close(first, StreamState::closed_by_end);
  table.release(first, now);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(table.find(3), &second);
}

TEST_F(StreamTableTest, holds_many_long_lives_at_once) {
  std::vector<Stream*> streams;
  for (frame::StreamId id = 1; id < 3000; id += 2) streams.push_back(&open(id));
  for (Stream* stream : streams) EXPECT_EQ(table.find(stream->id), stream);
}

TEST_F(StreamTableTest, remembers_our_reset_for_its_grace) {
  Stream& stream = open(1);
  close(stream, StreamState::closed_by_our_reset);
  table.release(stream, now);
  EXPECT_EQ(table.state_of(1, now + milliseconds(999)), StreamState::closed_by_our_reset);
  EXPECT_EQ(table.state_of(1, now + milliseconds(1002)), StreamState::closed_by_peer_reset);
}

TEST_F(StreamTableTest, remembers_the_reset_of_a_stream_whose_work_goes_on) {
  Stream& stream = open(1);
  close(stream, StreamState::closed_by_our_reset);
  EXPECT_EQ(table.state_of(1, now + milliseconds(999)), StreamState::closed_by_our_reset);
  EXPECT_EQ(table.state_of(1, now + milliseconds(1002)), StreamState::closed_by_peer_reset);
}

TEST_F(StreamTableTest, remembers_our_reset_of_a_long_life) {
  Stream& stream = open(1);
  for (frame::StreamId id = 3; id < 5000; id += 2) use(id);
  close(stream, StreamState::closed_by_our_reset);
  table.release(stream, now);
  EXPECT_EQ(table.state_of(1, now), StreamState::closed_by_our_reset);
}

TEST_F(StreamTableTest, remembers_what_never_lived) {
  table.remember(7, StreamState::closed_by_our_reset, now);
  EXPECT_EQ(table.highest(), 7u);
  EXPECT_EQ(table.state_of(7, now), StreamState::closed_by_our_reset);
  EXPECT_EQ(table.state_of(5, now), StreamState::closed_unused);
}

TEST_F(StreamTableTest, needs_bounded_memory_however_many_streams_pass) {
  for (frame::StreamId id = 1; id < 2000; id += 2) use(id);
  const std::size_t before = table.memory();
  for (frame::StreamId id = 2001; id < 100'000; id += 2) {
    table.remember(id, StreamState::closed_by_our_reset, now);
    now += milliseconds(20);
  }
  EXPECT_LE(table.memory(), before + 8192);
}

TEST_F(StreamTableTest, remembers_the_latest_128_of_a_second) {
  for (frame::StreamId id = 1; id < 2 * 1000; id += 2) use(id);
  EXPECT_EQ(table.state_of(2 * 872 - 1, now), StreamState::closed_unused);
  for (frame::StreamId id = 2 * 872 + 1; id < 2 * 1000; id += 2) {
    EXPECT_EQ(table.state_of(id, now), StreamState::closed_by_end) << id;
  }
}

TEST_F(StreamTableTest, needs_little_memory_where_streams_are_rare) {
  use(1);
  const std::size_t before = table.memory();
  for (frame::StreamId id = 3; id < 2000; id += 2) {
    use(id);
    now += milliseconds(200);
  }
  EXPECT_EQ(table.memory(), before);
}

TEST_F(StreamTableTest, visits_every_life) {
  open(1);
  open(5);
  use(7);
  std::vector<frame::StreamId> seen;
  table.for_each([&](Stream& stream) { seen.push_back(stream.id); });
  EXPECT_EQ(seen, (std::vector<frame::StreamId>{1, 5}));
}

}  // namespace
}  // namespace weft::h2
