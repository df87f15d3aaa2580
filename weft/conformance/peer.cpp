#include <weft/conformance/peer.hpp>

namespace weft::conformance {

void learn(Peer& peer, const frame::Settings& settings) {
  for (const frame::Setting setting : settings.settings) {
    if (setting.id == frame::SettingId::header_table_size) peer.header_table_size = setting.value;
    if (setting.id == frame::SettingId::enable_push) peer.push = setting.value == 1;
    if (setting.id == frame::SettingId::max_concurrent_streams) peer.max_concurrent_streams = setting.value;
    if (setting.id == frame::SettingId::max_frame_size) peer.max_frame_size = setting.value;
    if (setting.id == frame::SettingId::enable_connect_protocol) peer.extended_connect = setting.value == 1;
  }
}

}  // namespace weft::conformance
