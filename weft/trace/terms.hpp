// The demands of one side on the other by SETTINGS, as far as the octets of the other depend on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include <weft/frame/settings.hpp>

namespace weft::trace {

class Terms {
 public:
  // SETTINGS of the side that asks.
  void announce(const frame::Settings& settings);
  // RFC 9113 6.5.3: the other side has acknowledged the next SETTINGS. The size of its compression context, where that
  // changes.
  std::optional<std::size_t> acknowledge();
  // The largest frame that the other side may send: it may know of a larger limit before it acknowledges it.
  std::uint32_t max_frame_size() const { return max_frame_size_; }

 private:
  struct TableSize {
    std::uint64_t announced;
    std::size_t octets;
  };

  // Not acknowledged yet.
  std::deque<TableSize> table_sizes_;
  std::uint64_t announced_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint32_t max_frame_size_ = frame::default_max_frame_size;
};

}  // namespace weft::trace
