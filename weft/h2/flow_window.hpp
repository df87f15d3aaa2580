// RFC 9113 6.9: windows of flow control, as the sender and as the receiver of DATA see them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace weft::h2 {

// RFC 9113 6.9.2: streams and the connection begin with this.
inline constexpr std::uint32_t default_window = 65'535;
// RFC 9113 6.9.1: "A sender MUST NOT allow a flow-control window to exceed 2^31-1 octets."
inline constexpr std::uint32_t max_window = 0x7fff'ffff;

// FlowWindow counts how many octets may still be sent. The number may be negative: RFC 9113 6.9.2.
//
// The number fits 32 bits with a sign: a window is the initial size in force plus k, where k is all updates less all
// octets sent. k falls only by sending, which leaves the window at 0 or more, so neither k nor the window ever falls
// below -(2^31-1).
class FlowWindow {
 public:
  constexpr explicit FlowWindow(std::uint32_t octets = default_window) : octets_(static_cast<std::int32_t>(octets)) {}

  constexpr std::int32_t octets() const { return octets_; }
  constexpr bool open() const { return octets_ > 0; }
  constexpr std::uint32_t available() const { return static_cast<std::uint32_t>(std::max(octets_, 0)); }

  // `octets` is at most available().
  constexpr void take(std::uint32_t octets) { octets_ -= static_cast<std::int32_t>(octets); }
  // WINDOW_UPDATE. False, and nothing changed, when it would exceed max_window.
  [[nodiscard]] constexpr bool give(std::uint32_t octets) { return adjust(octets); }
  // SETTINGS_INITIAL_WINDOW_SIZE changed; `delta` is the new value less the old one.
  [[nodiscard]] constexpr bool adjust(std::int64_t delta) {
    const std::int64_t sum = octets_ + delta;
    if (sum > std::int64_t{max_window}) return false;
    octets_ = static_cast<std::int32_t>(sum);
    return true;
  }

 private:
  std::int32_t octets_;
};

// When credit is announced: once it is worth a frame, or at once however little there is.
enum class Credit : std::uint8_t { when_due, at_once };

// ReceiveWindow is what we let the peer send. One part of the target has come and is held, one part is announced to the
// peer, and the rest is owed to the peer.
//
//   if (!window.take(length)) …                                            // DATA came, and exceeded the window
//   window.give_back(octets);                                              // the application has consumed them
//   if (const auto increment = window.due(Credit::when_due)) window.announce(increment);   // and a WINDOW_UPDATE says
//   so
class ReceiveWindow {
 public:
  // `target` is the window that the peer shall have when nothing is held.
  constexpr ReceiveWindow(std::uint32_t initial, std::uint32_t target) : window_(initial), target_(target) {}

  // False when the peer sent more than it was allowed.
  [[nodiscard]] constexpr bool take(std::uint32_t octets) {
    if (window_.octets() < static_cast<std::int32_t>(octets)) return false;
    window_.take(octets);
    held_ += octets;
    return true;
  }
  // `octets` is at most held().
  constexpr void give_back(std::uint32_t octets) { held_ -= octets; }

  constexpr std::uint32_t owed() const {
    const std::int64_t missing = std::int64_t{size()} - held_ - window_.octets();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(missing, 0, max_window));
  }
  // The increment to announce now, or 0.
  constexpr std::uint32_t due(Credit credit) const {
    const std::uint32_t credit_owed = owed();
    if (credit == Credit::at_once) return credit_owed;
    if (!is_worth_a_frame(credit_owed)) return 0;
    // Beyond the RFC: a peer that fills its frames and uses up its window sends the rest of it in a tiny one. Credit
    // for whole frames, or a part of one that divides it, leaves no such rest. A window that the application has chosen
    // is kept to the octet, one that SETTINGS have made negative needs every octet to open again, and in a small one
    // every frame is small.
    const bool is_exact = chosen_ || window_.octets() < 0 || part_of_frame() < smallest_part;
    return is_exact ? credit_owed : credit_owed - credit_owed % (credit_owed < frame ? part_of_frame() : frame);
  }
  // `increment` is at most owed(), so the window cannot exceed its size.
  constexpr void announce(std::uint32_t increment) { shift_window(increment); }

  // Our own SETTINGS_INITIAL_WINDOW_SIZE took effect. The credit that is owed may be due by the new size.
  constexpr void adjust(std::int64_t delta) {
    shift_window(delta);
    if (!chosen_) target_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(target_ + delta, 0, max_window));
  }
  // From now on the target is the one that the application has chosen. A smaller one withholds credit: RFC 9113 6.9.3.
  constexpr void set_target(std::uint32_t octets) {
    target_ = std::min(octets, max_window);
    chosen_ = true;
  }
  // Does nothing where the application has chosen a target.
  constexpr void grow(std::uint32_t octets) {
    if (!chosen_) target_ = std::max(target_, std::min(octets, max_window));
  }
  // The peer may have `octets` beyond the target, until the next call.
  constexpr void set_extra(std::uint32_t octets) { extra_ = std::min(octets, max_window); }

  constexpr std::int32_t octets() const { return window_.octets(); }
  // Octets that have come and were not given back.
  constexpr std::uint32_t held() const { return held_; }
  constexpr std::uint32_t target() const { return target_; }
  // The target is one that the application has chosen.
  constexpr bool is_chosen() const { return chosen_; }

 private:
  // RFC 9113 4.2: what every peer may send in one, and hardly one sends more.
  static constexpr std::uint32_t frame = 16 * 1024;
  static constexpr std::uint32_t smallest_part = 1024;

  // RFC 9113 6.9.1: "Receivers are advised to have mechanisms in place to avoid sending WINDOW_UPDATE frames with very
  // small increments". So credit goes out in steps of half the window. But an application may wait for more octets
  // before it consumes those that it has: so a peer whose window is nearly used up also gets an eighth of it, or enough
  // for a frame.
  constexpr bool is_worth_a_frame(std::uint32_t credit) const {
    const std::uint32_t step = std::clamp(eighth(), std::uint32_t{1}, frame);
    const bool runs_dry = window_.octets() < static_cast<std::int32_t>(step);
    return credit != 0 && (credit >= size() / 2 || (runs_dry && credit >= step));
  }
  // A power of two, so that it divides what a larger window gives, too.
  constexpr std::uint32_t part_of_frame() const { return std::min(std::bit_floor(eighth()), frame); }
  // Half a frame where the window is default_window, which lacks an octet.
  constexpr std::uint32_t eighth() const { return (size() + 1) / 8; }
  constexpr std::uint32_t size() const { return std::min(target_ + extra_, max_window); }
  constexpr void shift_window(std::int64_t delta) {
    if (!window_.adjust(delta)) window_ = FlowWindow(max_window);
  }

  FlowWindow window_;
  std::uint32_t target_;
  std::uint32_t extra_ = 0;
  std::uint32_t held_ = 0;
  bool chosen_ = false;
};

}  // namespace weft::h2
