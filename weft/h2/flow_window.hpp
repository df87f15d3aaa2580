// RFC 9113 6.9: windows of flow control, as the sender and as the receiver of DATA see them.
#pragma once

#include <algorithm>
#include <cstdint>

namespace weft::h2 {

// RFC 9113 6.9.2: streams and the connection begin with this.
inline constexpr std::uint32_t default_window = 65'535;
// RFC 9113 6.9.1: "A sender MUST NOT allow a flow-control window to exceed 2^31-1 octets."
inline constexpr std::uint32_t max_window = 0x7fff'ffff;

// How many octets may still be sent. May be negative: RFC 9113 6.9.2.
//
// It fits 32 bits with a sign: a window is the initial size in force plus k, where k is all updates less all octets
// sent. k falls only by sending, which leaves the window at 0 or more, so k never falls below -(2^31-1); nor does the
// window.
class FlowWindow {
 public:
  constexpr explicit FlowWindow(std::uint32_t octets = default_window) : octets_(static_cast<std::int32_t>(octets)) {}

  constexpr std::int32_t octets() const { return octets_; }
  constexpr bool open() const { return octets_ > 0; }
  constexpr std::uint32_t available() const { return static_cast<std::uint32_t>(std::max(octets_, 0)); }

  // At most available().
  constexpr void take(std::uint32_t octets) { octets_ -= static_cast<std::int32_t>(octets); }
  // WINDOW_UPDATE. False, and nothing changed, when it would exceed max_window.
  [[nodiscard]] constexpr bool give(std::uint32_t octets) { return adjust(octets); }
  // A changed SETTINGS_INITIAL_WINDOW_SIZE: the new one less the old one.
  [[nodiscard]] constexpr bool adjust(std::int64_t delta) {
    const std::int64_t sum = octets_ + delta;
    if (sum > std::int64_t{max_window}) return false;
    octets_ = static_cast<std::int32_t>(sum);
    return true;
  }

 private:
  std::int32_t octets_;
};

// What we let the peer send, and what we owe it since the last WINDOW_UPDATE.
class ReceiveWindow {
 public:
  // `target`: what is available to the peer when nothing is under way.
  constexpr ReceiveWindow(std::uint32_t initial, std::uint32_t target) : window_(initial), target_(target) {}

  // False when the peer sent more than it was allowed.
  [[nodiscard]] constexpr bool take(std::uint32_t octets) {
    if (window_.octets() < static_cast<std::int32_t>(octets)) return false;
    window_.take(octets);
    return true;
  }

  // Octets are free again. Gives the increment that is to be announced now, or 0.
  // RFC 9113 6.9.1: "Receivers are advised to have mechanisms in place to avoid sending WINDOW_UPDATE frames with very
  // small increments". So: in steps of about half the window.
  constexpr std::uint32_t give_back(std::uint32_t octets) {
    owed_ += octets;
    return owed_ != 0 && owed_ >= target_ / 2 ? announce() : 0;
  }

  // Our own SETTINGS_INITIAL_WINDOW_SIZE took effect. What was owed may be more than half of the new window:
  // give_back(0).
  constexpr void adjust(std::int64_t delta) {
    shift(delta);
    target_ = static_cast<std::uint32_t>(target_ + delta);
  }

  constexpr std::int32_t octets() const { return window_.octets(); }

 private:
  constexpr std::uint32_t announce() {
    const std::uint32_t increment = owed_;
    owed_ = 0;
    // What is owed was taken before: the sum cannot be more than what the peer once had.
    shift(increment);
    return increment;
  }
  constexpr void shift(std::int64_t delta) {
    if (!window_.adjust(delta)) window_ = FlowWindow(max_window);
  }

  FlowWindow window_;
  std::uint32_t target_;
  std::uint32_t owed_ = 0;
};

}  // namespace weft::h2
