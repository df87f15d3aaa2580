// Floods of SETTINGS.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(SettingsFlood, empty_settings_are_calmed) {
  Frames sent;
  for (int n = 0; n < 1000; ++n) sent.settings();
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("settings_limit");
    EXPECT_LE(victim.counters().settings, 100u);
  });
}

TEST(SettingsFlood, frame_of_2000_entries_is_calmed_at_once) {
  Bytes entries;
  for (int n = 0; n < 2000; ++n) {
    const Bytes entry = hex("0003 00000064");
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  for_every_cut(std::move(frames().raw(Type::settings, 0, 0, entries)), Application::holds,
                [](const Victim& victim) { victim.is_calmed("settings_limit"); });
}

TEST(SettingsFlood, entry_33_is_one_too_many) {
  for (const std::size_t count : {32u, 33u}) {
    Bytes entries;
    for (std::size_t n = 0; n < count; ++n) {
      const Bytes entry = hex("0003 00000064");
      entries.insert(entries.end(), entry.begin(), entry.end());
    }
    Victim victim;
    victim.receives(frames().raw(Type::settings, 0, 0, entries).octets());
    if (count == 33) {
      victim.is_calmed("settings_limit");
    } else {
      victim.is_untroubled();
    }
  }
}

}  // namespace
}  // namespace weft::limits
