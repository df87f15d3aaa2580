#include <cli/inspect/recording/wanted.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace wanted_test {
namespace {

using testing::HasSubstr;

trace::Event frame_of(std::uint8_t type, frame::StreamId stream = 0) {
  const frame::Header header{.type = static_cast<frame::Type>(type), .stream = stream};
  return {Time(), trace::Direction::sent, trace::FrameSeen{.frame = frame::Unknown{.header = header}}};
}

TEST(Wanted, is_everything_where_nothing_is_chosen) {
  const Wanted wanted({}, http::Role::client);
  EXPECT_TRUE(wanted.all());
  EXPECT_TRUE(wanted.has(frame_of(0xf0)));
  EXPECT_TRUE(wanted.has(trace::Note{Time(), trace::SchedulePick{.stream = 3}}));
}

// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types." They are recorded.
TEST(Wanted, may_be_frames_of_a_type_without_a_name) {
  const Wanted wanted({.streams = {3}, .frames = {"0XF0"}}, http::Role::client);
  EXPECT_FALSE(wanted.all());
  EXPECT_TRUE(wanted.has(frame_of(0xf0, 3)));
  EXPECT_FALSE(wanted.has(frame_of(0xf0, 5)));
  EXPECT_FALSE(wanted.has(frame_of(0xf1, 3)));
  EXPECT_TRUE(wanted.has(trace::Event{Time(), trace::Direction::sent, trace::Ended{}}));
}

TEST(Wanted, may_be_a_type_with_a_name_by_its_number) {
  const Wanted wanted({.frames = {"0x00"}}, http::Role::client);
  EXPECT_TRUE(wanted.has(trace::Event{Time(), trace::Direction::sent, trace::DataSeen{}}));
  EXPECT_FALSE(wanted.has(trace::Note{Time(), trace::SchedulePick{.stream = 3}}));
}

TEST(Wanted, knows_the_names_of_frames) {
  for (const char* const name : {"HEADERS", "window_update", "PRIORITY_UPDATE", "hpack", "body", "0xf0"}) {
    EXPECT_EQ(fault_of_frame_name(name), "");
  }
  EXPECT_NE(fault_of_frame_name("0xf"), "");
  EXPECT_NE(fault_of_frame_name("0xfg"), "");
  EXPECT_THAT(fault_of_frame_name("HEADER"), HasSubstr("HEADER: expected some of DATA, HEADERS, "));
  EXPECT_THAT(fault_of_frame_name("HEADER"), HasSubstr("pick, HPACK, or a number as 0xf0"));
}

}  // namespace
}  // namespace wanted_test
}  // namespace weft::cli::inspect
