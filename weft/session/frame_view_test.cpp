#include <weft/session/frame_view.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::session {
namespace frame_view_test {
namespace {

TEST(FrameView, has_the_names_of_the_RFC) {
  const FrameView headers{.type = 1, .flags = 0x05, .stream = 7, .length = 20};
  EXPECT_EQ(headers.name(), "HEADERS");
  EXPECT_THAT(headers.flag_names(), testing::ElementsAre("END_STREAM", "END_HEADERS"));
  const FrameView strange{.type = 0x1f, .flags = 0x40};
  EXPECT_EQ(strange.name(), "0x1f");
  EXPECT_THAT(strange.flag_names(), testing::ElementsAre("0x40"));
}

}  // namespace
}  // namespace frame_view_test
}  // namespace weft::session
