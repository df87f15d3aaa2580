// PaceWatch finds a peer that is too slow: once a second it looks at streams whose request or response may be stuck.
//
//   watch.watch_request(stream, now);                              // a request has begun that can be too slow
//   if (now >= watch.next_look()) {
//     watch.begin_look(flow, now);
//     const Look look = watch.look_at_response(stream, flow, now); // look.reason: why the stream has to end
//     if (look.goes_on) watch.look_again(now);
//   }
//
// A slow peer is told from one that has stopped, and a delay that we cause ourselves is not the peer's fault.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/flow.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/stream.hpp>

namespace weft::h2 {

struct Look {
  // The stream has to be looked at again the next time.
  bool goes_on = false;
  // Why the stream has to end, if it was too slow.
  std::optional<Reason> reason{};
};

class PaceWatch {
 public:
  explicit PaceWatch(const Timeouts& timeouts) : timeouts_(timeouts) {}

  void sent(std::size_t octets) { octets_sent_ += octets; }

  // --- what is watched ---------------------------------------------------------------------------------------------
  void arm(Time now) {
    if (next_look_ != never) return;
    look_again(now);
    pace_ = {now, octets_sent_};
  }
  // The time of the stream's request begins now.
  void watch_request(Stream& stream, Time now) {
    stream.incoming.pace = {now, stream.incoming.octets};
    arm(now);
  }
  void watch_response(Stream& stream, Time now) {
    stream.outgoing.pace = {now, stream.outgoing.octets};
    arm(now);
  }
  // The stream was paused: its time begins with the next look.
  void watch_resumed(Stream& stream, Time now) {
    stream.incoming.pace.since = never;
    arm(now);
  }

  // --- a look ------------------------------------------------------------------------------------------------------
  Time next_look() const { return next_look_; }
  void begin_look(Flow& flow, Time now);
  // For a server's streams. `in_data`: see Flow::grants_nothing().
  Look look_at_request(Stream& stream, const Flow& flow, bool in_data, Time now) const;
  Look look_at_response(Stream& stream, Flow& flow, Time now) const;
  void look_again(Time now) { next_look_ = now + std::chrono::seconds(1); }

 private:
  const Timeouts& timeouts_;
  Time next_look_ = never;
  // DATA octets that all streams have sent.
  std::uint64_t octets_sent_ = 0;
  Pace pace_;
  // The window of the connection holds the streams back, and together they are too slow.
  bool connection_is_slow_ = false;
};

}  // namespace weft::h2
