#include <weft/server/control/live/worst_streams.hpp>

#include <gmock/gmock.h>

namespace weft::server {
namespace worst_streams_test {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;
using Details = WorstStreams::Details;
using namespace std::chrono_literals;

struct Waiting {
  http::MessageId id;
  Duration waiting;
};

Details connection(std::initializer_list<Waiting> streams) {
  Details details;
  for (const Waiting& each : streams) {
    http::StreamView stream{.id = each.id, .waiting = each.waiting};
    if (each.waiting > Duration::zero()) stream.wait = http::Wait::stream_window;
    details.engine.streams.push_back(stream);
  }
  return details;
}

std::vector<http::MessageId> told(const std::vector<Details>& connections, std::size_t most) {
  const WorstStreams worst(connections, most);
  std::vector<http::MessageId> ids;
  for (const Details& each : connections) {
    for (const auto& stream : each.engine.streams) {
      if (worst.have(stream)) ids.push_back(stream.id);
    }
  }
  return ids;
}

TEST(WorstStreams, are_all_where_there_is_room) {
  EXPECT_THAT(told({connection({{1, 1s}, {3, 0s}})}, 2), ElementsAre(1, 3));
  EXPECT_THAT(told({connection({})}, 2), ElementsAre());
}

TEST(WorstStreams, are_those_that_have_waited_the_longest) {
  EXPECT_THAT(told({connection({{1, 1s}, {3, 3s}, {5, 0s}, {7, 2s}})}, 2), ElementsAre(3, 7));
}

TEST(WorstStreams, are_no_more_where_many_have_waited_as_long) {
  const auto ids = told({connection({{1, 1s}, {3, 1s}, {5, 2s}, {7, 1s}})}, 2);
  EXPECT_THAT(ids, SizeIs(2));
  EXPECT_THAT(ids, Contains(5));
}

// Events wait for their application for hours.
TEST(WorstStreams, are_not_those_that_may_be_meant_to_be_slow) {
  Details details = connection({{1, 9s}, {3, 1s}, {5, 0s}});
  details.engine.streams[0].wait = http::Wait::application;
  details.engine.streams[0].has_begun = true;
  EXPECT_THAT(told({details}, 1), ElementsAre(3));
  EXPECT_THAT(told({details}, 2), ElementsAre(1, 3));
}

TEST(WorstStreams, have_one_of_each_connection) {
  EXPECT_THAT(told({connection({{1, 9s}, {3, 8s}}), connection({{5, 1s}, {7, 2s}}), connection({{9, 0s}})}, 2),
              ElementsAre(1, 3, 7, 9));
}

TEST(WorstStreams, are_led_by_the_worst_of_each_connection) {
  const std::vector connections{connection({{1, 9s}, {3, 8s}}), connection({{5, 1s}, {7, 2s}}), connection({})};
  const WorstStreams worst(connections, 9);
  EXPECT_TRUE(worst.lead(connections[0].engine.streams[0]));
  EXPECT_FALSE(worst.lead(connections[0].engine.streams[1]));
  EXPECT_FALSE(worst.lead(connections[1].engine.streams[0]));
  EXPECT_TRUE(worst.lead(connections[1].engine.streams[1]));
}

}  // namespace worst_streams_test
}  // namespace weft::server
