#include <cli/status/places.hpp>

#include <gmock/gmock.h>

namespace weft::cli::status {
namespace places_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using Keys = std::vector<std::string>;

TEST(Places, are_given_to_the_worst_first) {
  Places places;
  EXPECT_THAT(places.all(), IsEmpty());
  places.update(Keys{"b", "a", "c"}, 2);
  EXPECT_THAT(places.all(), ElementsAre("b", "a"));
}

TEST(Places, are_kept_while_the_order_changes) {
  Places places;
  places.update(Keys{"a", "b", "c"}, 4);
  places.update(Keys{"c", "a", "b"}, 4);
  EXPECT_THAT(places.all(), ElementsAre("a", "b", "c", ""));
}

TEST(Places, that_are_free_go_to_newcomers) {
  Places places;
  places.update(Keys{"a", "b", "c"}, 3);
  places.update(Keys{"a", "c"}, 3);
  EXPECT_THAT(places.all(), ElementsAre("a", "", "c"));
  places.update(Keys{"d", "a", "c"}, 3);
  EXPECT_THAT(places.all(), ElementsAre("a", "d", "c"));
}

TEST(Places, let_the_worst_in_for_the_least) {
  Places places;
  places.update(Keys{"a", "b", "c"}, 3);
  places.update(Keys{"x", "c", "a", "b"}, 3);
  EXPECT_THAT(places.all(), ElementsAre("a", "x", "c"));
}

TEST(Places, have_five_of_the_worst_whatever_came_before) {
  Places places;
  places.update(Keys{"1", "2", "3", "4", "5", "6", "7"}, 6);
  const Keys later{"a", "b", "c", "d", "e", "1", "2", "3", "4", "5", "6"};
  places.update(later, 6);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_THAT(places.all(), Contains(later[i]));
  EXPECT_THAT(places.all(), Contains("1"));
}

TEST(Places, become_fewer_with_the_terminal) {
  Places places;
  places.update(Keys{"a", "b", "c"}, 3);
  places.update(Keys{"c", "b", "a"}, 1);
  EXPECT_THAT(places.all(), ElementsAre("c"));
  places.update(Keys{"a"}, 0);
  EXPECT_THAT(places.all(), IsEmpty());
}

}  // namespace places_test
}  // namespace weft::cli::status
