#include <weft/conformance/peer.hpp>

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>

namespace weft::conformance {
namespace {

using frame::SettingId;

Peer that_says(std::initializer_list<frame::Setting> settings) {
  const testkit::Frames sent = std::move(testkit::frames().settings(settings));
  Peer peer;
  learn(peer, {.settings = frame::SettingsView(sent.octets().subspan(frame::header_size))});
  return peer;
}

TEST(Peer, has_what_the_rfcs_give_it_until_it_says_otherwise) {
  const Peer peer = that_says({});
  EXPECT_EQ(peer.header_table_size, 4'096u);
  EXPECT_EQ(peer.max_concurrent_streams, Peer::no_limit);
  EXPECT_EQ(peer.max_frame_size, 16'384u);
  EXPECT_FALSE(peer.extended_connect);
  EXPECT_TRUE(peer.push);
}

TEST(Peer, is_as_its_settings_say) {
  const Peer peer = that_says({{SettingId::header_table_size, 0},
                               {SettingId::enable_push, 0},
                               {SettingId::max_concurrent_streams, 7},
                               {SettingId::max_frame_size, 20'000},
                               {SettingId::enable_connect_protocol, 1}});
  EXPECT_EQ(peer.header_table_size, 0u);
  EXPECT_EQ(peer.max_concurrent_streams, 7u);
  EXPECT_EQ(peer.max_frame_size, 20'000u);
  EXPECT_TRUE(peer.extended_connect);
  EXPECT_FALSE(peer.push);
}

// RFC 9113 6.5: "Settings are processed in the order in which they appear".
TEST(Peer, is_as_it_said_last) {
  EXPECT_EQ(that_says({{SettingId::max_concurrent_streams, 7}, {SettingId::max_concurrent_streams, 0}})
                .max_concurrent_streams,
            0u);
}

}  // namespace
}  // namespace weft::conformance
