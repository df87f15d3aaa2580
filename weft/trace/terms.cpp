#include <weft/trace/terms.hpp>

#include <algorithm>

namespace weft::trace {

namespace {

// No engine leaves more SETTINGS open.
constexpr std::size_t most_open_settings = 256;

}  // namespace

void Terms::announce(const frame::Settings& settings) {
  ++announced_;
  for (const frame::Setting setting : settings.settings) {
    if (setting.id == frame::SettingId::max_frame_size) max_frame_size_ = std::max(max_frame_size_, setting.value);
    if (setting.id != frame::SettingId::header_table_size) continue;
    table_sizes_.push_back({announced_, setting.value});
    if (table_sizes_.size() > most_open_settings) table_sizes_.pop_front();
  }
}

std::optional<std::size_t> Terms::acknowledge() {
  ++acknowledged_;
  std::optional<std::size_t> octets;
  while (!table_sizes_.empty() && table_sizes_.front().announced <= acknowledged_) {
    octets = table_sizes_.front().octets;
    table_sizes_.pop_front();
  }
  return octets;
}

}  // namespace weft::trace
