#include <weft/frame/settings.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Settings, keeps_order_repetition_and_unknown_ones) {
  const auto wire = hex("000018 04 00 00000000 | 0004 00010000 | 00ff 00000001 | 0004 00000000 | 0003 00000064");
  const auto frame = decoded<Settings>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->ack);
  EXPECT_EQ(frame->settings.size(), 4u);
  const std::vector<Setting> seen(frame->settings.begin(), frame->settings.end());
  EXPECT_EQ(seen, (std::vector<Setting>{{SettingId::initial_window_size, 65536},
                                        {SettingId{0xff}, 1},
                                        {SettingId::initial_window_size, 0},
                                        {SettingId::max_concurrent_streams, 100}}));
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Settings, may_be_empty) {
  const auto wire = hex("000000 04 00 00000000");
  const auto frame = decoded<Settings>(wire);
  ASSERT_TRUE(frame);
  EXPECT_TRUE(frame->settings.empty());
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Settings, are_acknowledged_by_an_empty_frame) {
  EXPECT_EQ(encoded(Settings{.ack = true}), hex("000000 04 01 00000000"));
  EXPECT_TRUE(decoded<Settings>(hex("000000 04 01 00000000"))->ack);
}

TEST(Settings, are_written_from_a_list) {
  Buffer out;
  const Setting list[] = {{SettingId::enable_push, 0}, {SettingId::max_frame_size, 16384}};
  encode_settings(list, out);
  EXPECT_EQ(testkit::bytes(out.readable()), hex("00000c 04 00 00000000 | 0002 00000000 | 0005 00004000"));
}

TEST(Settings, on_a_stream_is_a_connection_error) {
  EXPECT_EQ(fault_of("000000 04 00 00000001"), Fault::settings_on_stream);
}

TEST(Settings, ack_with_payload_is_a_connection_error) {
  EXPECT_EQ(fault_of("000006 04 01 00000000 | 0003 00000064"), Fault::settings_ack_with_payload);
  EXPECT_EQ(fault_of("000001 04 01 00000000 | 00"), Fault::settings_ack_with_payload);
}

TEST(Settings, of_a_length_that_6_does_not_divide_is_a_connection_error) {
  EXPECT_EQ(fault_of("000005 04 00 00000000 | 0003 000000"), Fault::settings_length);
  EXPECT_EQ(fault_of("000007 04 00 00000000 | 0003 00000064 00"), Fault::settings_length);
}

TEST(Settings, with_a_wrong_value_anywhere_is_a_connection_error) {
  EXPECT_EQ(fault_of("00000c 04 00 00000000 | 0003 00000064 | 0002 00000002"), Fault::enable_push_value);
}

TEST(Settings, values_have_ranges) {
  using enum SettingId;
  EXPECT_EQ(check({enable_push, 1}), std::nullopt);
  EXPECT_EQ(check({enable_push, 2}), Fault::enable_push_value);
  EXPECT_EQ(check({initial_window_size, 0x7fffffff}), std::nullopt);
  EXPECT_EQ(check({initial_window_size, 0x80000000}), Fault::initial_window_size_value);
  EXPECT_EQ(check({max_frame_size, 16383}), Fault::max_frame_size_value);
  EXPECT_EQ(check({max_frame_size, 16384}), std::nullopt);
  EXPECT_EQ(check({max_frame_size, 16777215}), std::nullopt);
  EXPECT_EQ(check({max_frame_size, 16777216}), Fault::max_frame_size_value);
  EXPECT_EQ(check({enable_connect_protocol, 1}), std::nullopt);
  EXPECT_EQ(check({enable_connect_protocol, 2}), Fault::enable_connect_protocol_value);
  EXPECT_EQ(check({no_rfc7540_priorities, 1}), std::nullopt);
  EXPECT_EQ(check({no_rfc7540_priorities, 2}), Fault::no_rfc7540_priorities_value);
}

TEST(Settings, without_a_range_may_have_any_value) {
  using enum SettingId;
  for (const SettingId id : {header_table_size, max_concurrent_streams, max_header_list_size, SettingId{7}}) {
    EXPECT_EQ(check({id, 0}), std::nullopt);
    EXPECT_EQ(check({id, 0xffffffff}), std::nullopt);
  }
}

TEST(Settings, have_names) {
  EXPECT_EQ(to_string(SettingId::header_table_size), "HEADER_TABLE_SIZE");
  EXPECT_EQ(to_string(SettingId::no_rfc7540_priorities), "NO_RFC7540_PRIORITIES");
  EXPECT_EQ(to_string(SettingId{0x7}), "");
}

}  // namespace
}  // namespace weft::frame
