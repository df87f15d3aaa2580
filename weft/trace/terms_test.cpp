#include <weft/trace/terms.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>

namespace weft::trace {
namespace {

using frame::SettingId;

void announce(Terms& terms, std::initializer_list<frame::Setting> settings) {
  const auto octets = testkit::bytes(testkit::frames().settings(settings).octets());
  const frame::Header header = frame::Header::load(octets.data());
  terms.announce(*frame::Settings::decode(header, Octets(octets).subspan(frame::header_size)));
}

TEST(Terms, a_table_size_holds_when_its_settings_are_acknowledged) {
  Terms terms;
  announce(terms, {});
  announce(terms, {{SettingId::header_table_size, 100}});
  announce(terms, {{SettingId::header_table_size, 200}, {SettingId::header_table_size, 300}});
  EXPECT_EQ(terms.acknowledge(), std::nullopt);
  EXPECT_EQ(terms.acknowledge(), 100u);
  EXPECT_EQ(terms.acknowledge(), 300u);
  EXPECT_EQ(terms.acknowledge(), std::nullopt);
}

TEST(Terms, a_larger_frame_may_come_at_once_and_a_smaller_one_may_be_late) {
  Terms terms;
  EXPECT_EQ(terms.max_frame_size(), 16'384u);
  announce(terms, {{SettingId::max_frame_size, 32'768}});
  announce(terms, {{SettingId::max_frame_size, 16'384}});
  EXPECT_EQ(terms.max_frame_size(), 32'768u);
}

TEST(Terms, keeps_a_bounded_number_of_what_nobody_acknowledges) {
  Terms terms;
  for (int i = 0; i < 1000; ++i) announce(terms, {{SettingId::header_table_size, static_cast<std::uint32_t>(i)}});
  for (int i = 0; i < 999; ++i) terms.acknowledge();
  EXPECT_EQ(terms.acknowledge(), 999u);
}

}  // namespace
}  // namespace weft::trace
