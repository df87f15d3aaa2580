// The guard has every limit against abuse by the peer in one object, with a named counter for each.
//
//   if (auto reason = guard.ping(now)) …            // the connection ends with this reason
//   guard.is_weary(now)                             // three quarters of the glitches are used up: end gracefully
//
// The numbers are in options.hpp; a test of honest traffic stands beside the test of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/base/token_bucket.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/options.hpp>
#include <weft/http/view.hpp>

namespace weft::h2 {

// Counts since the beginning of the connection.
struct Counters {
  std::uint64_t octets_received = 0;
  std::uint64_t octets_produced = 0;
  std::uint64_t streams_opened = 0;
  std::uint64_t streams_completed = 0;
  std::uint64_t streams_refused = 0;
  std::uint64_t streams_reset = 0;  // before their end, by the peer or through its fault
  std::uint64_t glitches = 0;
  std::uint64_t pings = 0;
  std::uint64_t settings = 0;
  std::uint64_t window_updates = 0;
  std::uint64_t priorities = 0;
  std::uint64_t data_frames_received = 0;
  std::uint64_t data_frames_sent = 0;
  // Changes of priorities that let a stream overtake the one that was being sent, and the octets of DATA of other
  // streams that still went out before the overtaking stream's next frame: of the latest change, and of the worst.
  std::uint64_t switches = 0;
  std::uint64_t switch_octets_last = 0;
  std::uint64_t switch_octets_most = 0;
  // Calls that the application seems to have forgotten, see forgotten.hpp: messages that were refused while most live
  // messages had ended and waited for release(); and messages that used up their window, and of which nothing was
  // consumed for five seconds.
  std::uint64_t refused_unreleased = 0;
  std::uint64_t stalled_unconsumed = 0;
};

class Guard {
 public:
  // The part of the guard that survives while a connection is parked.
  struct Parked {
    Counters counters;
    TokenBucket settings;
  };

  Guard(const Limits& limits, Time now);

  void stream_opened() { ++counters_.streams_opened; }
  void stream_completed();
  std::optional<Reason> stream_refused(Time now);
  // A stream was reset before our END_STREAM, by the peer or through its fault.
  std::optional<Reason> stream_reset(Time now);
  std::optional<Reason> glitch(Time now);
  std::optional<Reason> ping(Time now);
  std::optional<Reason> settings(std::size_t entries, Time now);
  std::optional<Reason> window_update();
  // PRIORITY or PRIORITY_UPDATE came. False when more came than streams need: then each further one is a glitch.
  bool priority();
  // `frames` and `empty_frames` are those of one field block so far.
  std::optional<Reason> continuation(std::uint32_t frames, std::uint32_t empty_frames) const;

  // A DATA frame without END_STREAM came. Its `cost` comes back by data_consumed() when the application took the
  // octets.
  static std::uint32_t data_cost(std::uint32_t octets);
  std::optional<Reason> data(std::uint32_t cost);
  void data_consumed(std::uint32_t cost) { overhead_ -= cost; }
  std::uint32_t data_overhead() const { return overhead_; }
  void data_received() { ++counters_.data_frames_received; }
  void data_sent() { ++counters_.data_frames_sent; }
  void switched(std::uint64_t octets);
  // Both return how often that has happened by now.
  std::uint64_t refused_unreleased() { return ++counters_.refused_unreleased; }
  std::uint64_t stalled_unconsumed() { return ++counters_.stalled_unconsumed; }

  // Counts memory of decoded fields that live streams hold. False, and nothing counted, when the sum would be too
  // large.
  bool hold_fields(std::size_t octets);
  void drop_fields(std::size_t octets) { held_fields_ -= octets; }
  std::size_t held_fields() const { return held_fields_; }
  // The same for fields that the request memory holds; `octets` replaces the number before. Both count against one
  // limit.
  bool remember_fields(std::size_t octets);

  // The peer has made us write a frame, which now waits until the peer reads. Heads of responses and requests do not
  // count, however many wait, because the application writes them.
  std::optional<Reason> ack_queued();
  std::optional<Reason> reset_queued();
  // Octets of answers to faulty requests, and of frames that decline promises.
  void answer_queued(std::size_t octets) { unsent_answers_ += octets; }
  std::optional<Reason> unsent_answers() const;
  // All waiting frames were given to the transport.
  void output_taken() {
    unsent_acks_ = unsent_resets_ = 0;
    unsent_answers_ = 0;
  }

  void octets_received(std::size_t octets) { counters_.octets_received += octets; }
  void octets_produced(std::size_t octets) { counters_.octets_produced += octets; }

  bool is_weary(Time now);
  // Every allowance is whole, save that for SETTINGS, which takes seconds to refill. Memory of fields is not looked at.
  bool is_calm(Time now);
  Parked park() const { return {counters_, settings_}; }
  void unpark(const Parked& parked) {
    counters_ = parked.counters;
    settings_ = parked.settings;
  }
  const Counters& counters() const { return counters_; }
  // How much of each limit is used, by its name.
  std::vector<http::EngineView::Limit> uses(Time now) const;

 private:
  std::uint64_t most_window_updates() const {
    return limits_.window_updates + 2 * counters_.streams_opened + 10 * counters_.data_frames_sent;
  }
  std::uint64_t most_priorities() const { return limits_.priorities + 2 * counters_.streams_opened; }

  const Limits& limits_;
  Counters counters_;
  TokenBucket refusals_;
  TokenBucket resets_;
  TokenBucket glitches_;
  TokenBucket pings_;
  TokenBucket settings_;
  std::uint32_t overhead_ = 0;
  std::uint32_t unsent_acks_ = 0;
  std::uint32_t unsent_resets_ = 0;
  std::size_t unsent_answers_ = 0;
  std::size_t held_fields_ = 0;
  std::size_t remembered_fields_ = 0;
};

}  // namespace weft::h2
