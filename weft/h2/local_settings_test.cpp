#include <weft/h2/local_settings.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace local_settings_test {

const Time start{};

TEST(SettingsInForce, change_when_the_peer_acknowledges_them) {
  SettingsInForce settings({0, 65'535});
  settings.sent({.pushes = 5, .initial_window = {}}, start);
  EXPECT_EQ(settings.acknowledged().pushes, 0u);
  EXPECT_EQ(settings.latest().pushes, 5u);
  EXPECT_EQ(settings.latest().initial_window, 65'535u);
  settings.acknowledge();
  EXPECT_EQ(settings.acknowledged().pushes, 5u);
  EXPECT_EQ(settings.outstanding(), 0u);
}

TEST(SettingsInForce, are_acknowledged_in_their_order) {
  SettingsInForce settings({0, 65'535});
  settings.sent({.pushes = 5, .initial_window = 10}, start);
  settings.sent({.pushes = {}, .initial_window = 20}, start + std::chrono::seconds(1));
  EXPECT_EQ(settings.waiting_since(), start);
  settings.acknowledge();
  EXPECT_EQ(settings.acknowledged().initial_window, 10u);
  EXPECT_EQ(settings.waiting_since(), start + std::chrono::seconds(1));
  settings.acknowledge();
  EXPECT_EQ(settings.acknowledged().initial_window, 20u);
  EXPECT_EQ(settings.acknowledged().pushes, 5u);
  EXPECT_EQ(settings.waiting_since(), never);
}

TEST(SettingsInForce, may_be_any_that_the_peer_has_seen) {
  SettingsInForce settings({3, 0});
  settings.sent({.pushes = 0, .initial_window = {}}, start);
  EXPECT_EQ(settings.most_pushes(), 3u);
  settings.sent({.pushes = 7, .initial_window = {}}, start);
  EXPECT_EQ(settings.most_pushes(), 7u);
  settings.acknowledge();
  EXPECT_EQ(settings.most_pushes(), 7u);
  settings.acknowledge();
  settings.sent({.pushes = 0, .initial_window = {}}, start);
  settings.acknowledge();
  EXPECT_EQ(settings.most_pushes(), 0u);
}

TEST(SettingsInForce, that_disable_push_leave_room_for_what_was_promised) {
  SettingsInForce settings({3, 0});
  settings.sent({.pushes = 0, .initial_window = {}}, start);
  settings.acknowledge();
  EXPECT_EQ(settings.most_pushed_streams(), 3u);
  settings.sent({.pushes = 1, .initial_window = {}}, start);
  settings.acknowledge();
  EXPECT_EQ(settings.most_pushed_streams(), 1u);
}

}  // namespace local_settings_test
}  // namespace weft::h2
