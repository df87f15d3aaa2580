#include <cli/get/windows.hpp>

#include <gtest/gtest.h>

#include <weft/frame/settings.hpp>

namespace weft::cli::get {
namespace {

using namespace std::chrono_literals;
using State = Windows::State;

class WindowsTest : public testing::Test {
 protected:
  void allow(std::uint32_t initial) {
    Buffer out;
    const std::vector<frame::Setting> settings{{frame::SettingId::initial_window_size, initial}};
    frame::encode_settings(settings, out);
    const frame::Settings frame{.settings = frame::SettingsView(out.readable().subspan(frame::header_size))};
    windows.on_event({now, trace::Direction::sent, trace::FrameSeen{.frame = frame}});
  }
  void data(std::uint32_t stream, std::uint32_t octets, std::uint8_t flags = 0) {
    const frame::Header header{.length = octets, .flags = flags, .stream = stream};
    windows.on_event({now, trace::Direction::received, trace::DataSeen{.header = header, .content = octets}});
  }
  void reset(std::uint32_t stream) {
    const frame::RstStream frame{.stream = stream};
    windows.on_event({now, trace::Direction::received, trace::FrameSeen{.frame = frame}});
  }
  void update(std::uint32_t stream, std::uint32_t octets) {
    const frame::WindowUpdate frame{.stream = stream, .increment = octets};
    windows.on_event({now, trace::Direction::sent, trace::FrameSeen{.frame = frame}});
  }

  Time now = Time(1s);
  Windows windows;
};

TEST_F(WindowsTest, close_when_they_are_used_up_and_open_with_the_update) {
  allow(100);
  EXPECT_EQ(windows.state_of(1), State::open);
  data(1, 60);
  EXPECT_EQ(windows.state_of(1), State::open);
  data(1, 40);
  EXPECT_EQ(windows.state_of(1), State::stream_closed);
  now += 5ms;
  EXPECT_EQ(windows.closed_for(1, now), 5ms);
  update(1, 50);
  now += 7ms;
  EXPECT_EQ(windows.state_of(1), State::open);
  EXPECT_EQ(windows.closed_for(1, now), 5ms);
}

TEST_F(WindowsTest, of_the_connection_closes_every_stream) {
  data(1, 1000);
  data(3, 64'535);
  EXPECT_EQ(windows.state_of(1), State::connection_closed);
  now += 3ms;
  // A stream that begins now has waited for nothing yet.
  data(5, 0);
  update(0, 1000);
  EXPECT_EQ(windows.closed_for(1, now), 3ms);
  EXPECT_EQ(windows.closed_for(5, now), 0ms);
  EXPECT_EQ(windows.closed_for(7, now), 0ms);
}

TEST_F(WindowsTest, count_once_while_both_are_closed) {
  allow(65'535);
  data(3, 35'535);
  data(1, 30'000);
  now += 2ms;
  // Now that of the stream closes as well, and opens again before that of the connection.
  allow(30'000);
  now += 3ms;
  EXPECT_EQ(windows.closed_for(1, now), 5ms);
  update(1, 1000);
  now += 4ms;
  update(0, 1000);
  EXPECT_EQ(windows.closed_for(1, now), 9ms);
  data(1, 1000);
  now += 1ms;
  update(0, 1000);
  now += 1ms;
  EXPECT_EQ(windows.closed_for(1, now), 11ms);
}

TEST_F(WindowsTest, do_not_count_for_a_stream_behind_its_end) {
  data(1, 1000);
  data(3, 64'535);
  now += 3ms;
  reset(3);
  update(0, 1000);
  data(1, 1000, frame::flag::end_stream);
  now += 50ms;
  EXPECT_EQ(windows.closed_for(1, now), 3ms);
  EXPECT_EQ(windows.closed_for(3, now), 3ms);
  update(0, 1000);
  data(5, 1000);
  now += 50ms;
  EXPECT_EQ(windows.closed_for(1, now), 3ms);
  EXPECT_EQ(windows.closed_for(5, now), 50ms);
}

TEST_F(WindowsTest, are_closed_from_the_beginning_where_the_initial_size_is_nothing) {
  allow(0);
  now += 7ms;
  data(1, 0);
  now += 2ms;
  EXPECT_EQ(windows.closed_for(1, now), 2ms);
}

// RFC 9113 6.9.2.
TEST_F(WindowsTest, follow_a_new_initial_size) {
  data(1, 50);
  allow(50);
  EXPECT_EQ(windows.state_of(1), State::stream_closed);
  allow(51);
  EXPECT_EQ(windows.state_of(1), State::open);
}

}  // namespace
}  // namespace weft::cli::get
