#include <weft/h2/peer_settings.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

using frame::SettingId;

TEST(PeerSettings, take_what_each_setting_says) {
  PeerSettings settings;
  EXPECT_TRUE(settings.push);
  EXPECT_EQ(settings.apply({SettingId::enable_push, 0}, http::Role::server), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::initial_window_size, 1}, http::Role::server), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::max_frame_size, 20'000}, http::Role::server), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::max_concurrent_streams, 7}, http::Role::server), std::nullopt);
  EXPECT_FALSE(settings.push);
  EXPECT_EQ(settings.initial_window, 1u);
  EXPECT_EQ(settings.max_frame_size, 20'000u);
  EXPECT_EQ(settings.max_streams, 7u);
}

TEST(PeerSettings, ignore_what_they_do_not_know) {
  PeerSettings settings;
  EXPECT_EQ(settings.apply({static_cast<SettingId>(0x1234), 1}, http::Role::server), std::nullopt);
}

// RFC 9113 6.5.2
TEST(PeerSettings, of_a_server_cannot_enable_push) {
  PeerSettings settings;
  EXPECT_EQ(settings.apply({SettingId::enable_push, 1}, http::Role::client), Reason::enable_push_from_server);
  EXPECT_EQ(settings.apply({SettingId::enable_push, 0}, http::Role::client), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::enable_push, 1}, http::Role::server), std::nullopt);
}

// RFC 8441 3
TEST(PeerSettings, cannot_take_extended_connect_back) {
  PeerSettings settings;
  EXPECT_EQ(settings.apply({SettingId::enable_connect_protocol, 0}, http::Role::client), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::enable_connect_protocol, 1}, http::Role::client), std::nullopt);
  EXPECT_EQ(settings.apply({SettingId::enable_connect_protocol, 0}, http::Role::client),
            Reason::connect_protocol_withdrawn);
}

// RFC 9218 2.1
TEST(PeerSettings, cannot_change_their_scheme_of_priorities) {
  PeerSettings settings;
  EXPECT_TRUE(settings.takes_dependencies());
  EXPECT_TRUE(settings.takes_priority_updates());
  EXPECT_EQ(settings.apply({SettingId::no_rfc7540_priorities, 1}, http::Role::client), std::nullopt);
  EXPECT_FALSE(settings.takes_dependencies());
  EXPECT_TRUE(settings.takes_priority_updates());
  EXPECT_EQ(settings.apply({SettingId::no_rfc7540_priorities, 0}, http::Role::client),
            Reason::no_rfc7540_priorities_changed);
}

}  // namespace
}  // namespace weft::h2
