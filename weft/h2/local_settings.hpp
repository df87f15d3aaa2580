// Our own SETTINGS: the values that the peer has acknowledged, and those that are on their way to the peer.
//
//   settings.sent(change, now);                     // a SETTINGS frame went out
//   settings.acknowledge();                         // the oldest frame on its way took effect
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::h2 {

// The settings that may change while a connection lives; nullopt where a setting stays as it is.
struct LocalSettings {
  // Client: how many pushed responses may be under way at a time; 0 disables push.
  std::optional<std::uint32_t> pushes{};
  // SETTINGS_INITIAL_WINDOW_SIZE: the window of new streams; windows of open streams change by the difference.
  std::optional<std::uint32_t> initial_window{};
};

class SettingsInForce {
 public:
  struct Values {
    std::uint32_t pushes = 0;
    std::uint32_t initial_window = 0;
    // The value of SETTINGS_MAX_CONCURRENT_STREAMS. The setting is not sent when push is switched off: streams that
    // were promised before may still come.
    std::uint32_t pushed_streams = pushes;
  };
  // Beyond the RFC: an application cannot have more than this number of changes on their way.
  static constexpr std::size_t most_outstanding = 2;

  // `values` are in force until the peer acknowledges a change.
  explicit SettingsInForce(Values values) : acknowledged_(values) {}

  // Only while outstanding() is less than most_outstanding.
  void sent(const LocalSettings& change, Time now) {
    Values values = latest();
    values.pushes = change.pushes.value_or(values.pushes);
    values.initial_window = change.initial_window.value_or(values.initial_window);
    if (values.pushes != 0) values.pushed_streams = values.pushes;
    sent_[outstanding_++] = {values, now};
  }

  // RFC 9113 6.5.3: "Upon receiving a SETTINGS frame with the ACK flag set, the sender of the altered settings can rely
  // on the values from the oldest unacknowledged SETTINGS frame having been applied." There must be one.
  void acknowledge() {
    acknowledged_ = sent_.front().values;
    std::shift_left(sent_.begin(), sent_.end(), 1);
    --outstanding_;
  }

  std::size_t outstanding() const { return outstanding_; }
  // When the oldest unacknowledged SETTINGS frame was sent.
  Time waiting_since() const { return outstanding_ == 0 ? never : sent_.front().at; }

  const Values& acknowledged() const { return acknowledged_; }
  const Values& latest() const { return outstanding_ == 0 ? acknowledged_ : sent_[outstanding_ - 1].values; }
  // The largest value that the peer may go by: it may have seen any of the frames that it has not acknowledged yet.
  std::uint32_t most_pushes() const { return most(&Values::pushes); }
  std::uint32_t most_pushed_streams() const { return most(&Values::pushed_streams); }

 private:
  struct Sent {
    Values values;
    Time at{};
  };

  std::uint32_t most(std::uint32_t Values::* value) const {
    std::uint32_t most = acknowledged_.*value;
    for (std::size_t i = 0; i < outstanding_; ++i) most = std::max(most, sent_[i].values.*value);
    return most;
  }

  Values acknowledged_;
  std::array<Sent, most_outstanding> sent_;
  std::size_t outstanding_ = 0;
};

}  // namespace weft::h2
