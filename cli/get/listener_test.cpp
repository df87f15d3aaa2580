#include <cli/get/listener.hpp>

#include <gtest/gtest.h>

#include <weft/frame/settings.hpp>

namespace weft::cli::get {
namespace {

void settings_come(trace::Reader& reader, trace::Direction direction, std::initializer_list<frame::Setting> settings) {
  Buffer out;
  frame::encode_settings(std::vector<frame::Setting>(settings), out);
  const frame::Settings frame{.settings = frame::SettingsView(out.readable().subspan(frame::header_size))};
  reader.on_event({Time(), direction, trace::FrameSeen{.frame = frame}});
}

TEST(Listener, notes_what_each_server_allows) {
  using frame::SettingId;
  Screen screen;
  Listener listener(0, screen);
  session::Facts facts;
  facts.id = 5;
  const auto reader = listener.on_connection(facts);
  EXPECT_FALSE(listener.allowed_by(5));
  settings_come(*reader, trace::Direction::sent, {{SettingId::max_concurrent_streams, 1}});
  EXPECT_FALSE(listener.allowed_by(5));
  settings_come(*reader, trace::Direction::received, {{SettingId::max_concurrent_streams, 100}});
  settings_come(*reader, trace::Direction::received, {{SettingId::initial_window_size, 1'000}});
  EXPECT_EQ(listener.allowed_by(5)->streams, 100u);
  EXPECT_EQ(listener.allowed_by(5)->window, 1'000u);
  EXPECT_FALSE(listener.allowed_by(6));
}

}  // namespace
}  // namespace weft::cli::get
