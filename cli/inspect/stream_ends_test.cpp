#include <cli/inspect/stream_ends.hpp>

#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace stream_ends_test {
namespace {

TEST(StreamEnds, know_requests_until_their_answers_have_ended) {
  StreamEnds ends;
  ends.named(1);
  ends.asked(1);
  EXPECT_TRUE(ends.awaits_answers());
  EXPECT_FALSE(ends.has_ended(1));
  ends.over(1);
  EXPECT_FALSE(ends.awaits_answers());
  EXPECT_TRUE(ends.has_ended(1));
}

// A server may answer before the request has ended.
TEST(StreamEnds, await_nothing_of_a_stream_that_has_ended_before_its_request) {
  StreamEnds ends;
  ends.over(1);
  ends.asked(1);
  EXPECT_FALSE(ends.awaits_answers());
}

TEST(StreamEnds, of_streams_that_nobody_named_are_bounded) {
  StreamEnds ends;
  for (frame::StreamId stream = 1; stream < 200'000; stream += 2) ends.over(stream);
  EXPECT_EQ(ends.size(), StreamEnds::most_unnamed);
  EXPECT_TRUE(ends.has_ended(199'999));
  EXPECT_FALSE(ends.has_ended(1));
}

TEST(StreamEnds, of_named_streams_are_known_for_ever) {
  StreamEnds ends;
  ends.named(1);
  ends.over(1);
  // Named when it had ended.
  ends.over(3);
  ends.named(3);
  for (frame::StreamId stream = 5; stream < 10'000; stream += 2) ends.over(stream);
  EXPECT_TRUE(ends.has_ended(1));
  EXPECT_TRUE(ends.has_ended(3));
  EXPECT_FALSE(ends.has_ended(5));
}

TEST(StreamEnds, count_a_stream_once) {
  StreamEnds ends;
  for (std::size_t i = 0; i < 2 * StreamEnds::most_unnamed; ++i) ends.over(7);
  EXPECT_EQ(ends.size(), 1u);
  EXPECT_TRUE(ends.has_ended(7));
}

}  // namespace
}  // namespace stream_ends_test
}  // namespace weft::cli::inspect
