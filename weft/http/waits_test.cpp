#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include <weft/http/waits.hpp>

namespace weft::http {
namespace {

using std::chrono::seconds;

TEST(Waits, begin_with_nothing) {
  EXPECT_EQ(Waits().total(), Duration::zero());
}

TEST(Waits, are_kept_by_cause_and_summed_up) {
  Waits waits;
  waits[Wait::application] += seconds(1);
  waits[Wait::pool] += seconds(2);
  waits[Wait::pool] += seconds(3);
  EXPECT_EQ(waits[Wait::application], seconds(1));
  EXPECT_EQ(waits[Wait::pool], seconds(5));
  EXPECT_EQ(waits[Wait::socket], seconds(0));
  EXPECT_EQ(waits.total(), seconds(6));
}

TEST(Wait, is_one_of_a_list_in_the_order_of_their_numbers) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < all_waits.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_waits[i]), i);
    names.insert(to_string(all_waits[i]));
  }
  EXPECT_EQ(names.size(), 7u);
}

TEST(Wait, has_a_name) {
  EXPECT_EQ(to_string(Wait::application), "application");
  EXPECT_EQ(to_string(Wait::priority), "priority");
  EXPECT_EQ(to_string(Wait::stream_window), "stream_window");
  EXPECT_EQ(to_string(Wait::connection_window), "connection_window");
  EXPECT_EQ(to_string(Wait::rate_limit), "rate_limit");
  EXPECT_EQ(to_string(Wait::socket), "socket");
  EXPECT_EQ(to_string(Wait::pool), "pool");
}

}  // namespace
}  // namespace weft::http
