// RFC 9113 6.9: the connection's part of flow control, both ways: its windows, their cost of pauses, and its rates.
//
//   flow.may_send();  flow.sent(stream, size, now);              // DATA goes out
//   flow.take(length);  flow.give_back(octets, writer, now);     // DATA came; its octets are not needed any more
//   flow.offer(stream, Credit::when_due, writer, now);           // WINDOW_UPDATE, as far as the rates allow
//   if (now >= flow.rate_deadline()) …                           // streams that the rates have stopped may try again
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/h2/frame_writer.hpp>
#include <weft/h2/ledger.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/stream.hpp>
#include <weft/h2/window_budget.hpp>

namespace weft::h2 {

class Flow {
 public:
  Flow(const Options& options, FlowWindow send_window, ReceiveWindow receive_window)
      : options_(options),
        send_window_(send_window),
        receive_window_(receive_window),
        growth_(options.window_budget),
        paused_share_(options.window_budget) {}

  // --- DATA that goes out ------------------------------------------------------------------------------------------
  bool may_send() const { return send_window_.open() && !sending_waits_; }
  std::uint32_t available() const { return send_window_.available(); }
  // WINDOW_UPDATE came. False when the window would exceed the largest size.
  [[nodiscard]] bool widen(std::uint32_t increment) { return send_window_.give(increment); }
  // How many of `size` octets the rates let through now. 0 when the whole connection has to wait, or the stream alone,
  // and then stream.outgoing.waits_for_rate is set.
  std::uint32_t within_rates(Stream& stream, std::uint32_t size, Time now) {
    return stream.outgoing.limits.any() || send_limits_.any() ? limited(stream, size, now) : size;
  }
  // RFC 9113 6.9.1: "After sending a flow-controlled frame, the sender reduces the space available in both windows by
  // the length of the transmitted frame."
  void sent(Stream& stream, std::uint32_t octets, Time now) {
    send_window_.take(octets);
    stream.outgoing.window.take(octets);
    stream.outgoing.limits.spend(octets, now);
    send_limits_.spend(octets, now);
  }
  // The cause that stops the DATA of all streams, if any.
  LedgerClock::Hold hold() const {
    using enum LedgerClock::Hold;
    const auto within_window = sending_waits_ ? rate : none;
    return send_window_.open() ? within_window : window;
  }
  bool is_blocked(const Stream& stream) const { return !stream.outgoing.window.open() || !send_window_.open(); }

  // --- DATA that comes in ------------------------------------------------------------------------------------------
  // False when the peer sent more than it was allowed.
  [[nodiscard]] bool take(std::uint32_t octets) { return receive_window_.take(octets); }
  // Gives back `octets` that nobody will consume.
  void give_back(std::size_t octets, FrameWriter& writer, Time now);
  // Gives back `octets` that the stream has held until now.
  void give_back_held(Stream& stream, std::uint32_t octets, FrameWriter& writer, Time now);
  // `octets` of a paused stream have come: the connection's window grows by them.
  void take_paused(std::size_t octets, FrameWriter& writer, Time now);
  void pause(Stream& stream, PauseBy by, FrameWriter& writer, Time now);
  // False where the stream was not paused, or still is.
  bool resume(Stream& stream, PauseBy by);

  // --- credit ------------------------------------------------------------------------------------------------------
  void offer(Credit credit, FrameWriter& writer, Time now);
  void offer(Stream& stream, Credit credit, FrameWriter& writer, Time now);
  // Offers the credit that was held back by a rate, or because too much of our output waited.
  void offer_what_waits(FrameWriter& writer, Time now) {
    if (credit_waits_) offer(Credit::when_due, writer, now);
  }
  // Gives no more credit of the connection, which is lost.
  void stop() { stopped_ = true; }
  void set_window(std::uint32_t octets, FrameWriter& writer, Time now);
  // Gives the stream a window that fits the path to the peer, if the stream would use it. Returns whether it would.
  bool fit(Stream& stream, std::uint32_t window, FrameWriter& writer, Time now);
  // The same for the connection, where some stream would use a larger window.
  void fit(std::uint32_t window, FrameWriter& writer, Time now);
  // True where we keep the stream from getting DATA. `in_data`: octets of a frame that is still arriving are already
  // taken from the windows, which is not our doing.
  bool grants_nothing(const Stream& stream, bool in_data) const;
  // True where a rate of the stream or of the connection has stopped credit.
  bool is_credit_held_by_rate(const Stream& stream) const {
    return stream.incoming.waits_for_rate || (credit_waits_ && receive_limits_.any());
  }

  // --- rates -------------------------------------------------------------------------------------------------------
  void limit_sending(RateLimits::Buckets buckets);
  void limit_receiving(RateLimits::Buckets buckets, FrameWriter& writer, Time now);
  void limit_receiving(Stream& stream, RateLimits::Buckets buckets, FrameWriter& writer, Time now);
  // When a rate that has stopped DATA or credit lets it go on.
  Time rate_deadline() const { return rate_deadline_; }
  // A stream that still has to wait finds out when it tries.
  void forget_rate_deadline() {
    rate_deadline_ = never;
    sending_waits_ = false;
  }
  // True where our own rate keeps DATA from being sent.
  bool is_held_by_rate(Time now);
  bool is_held_by_rate(Stream& stream, Time now);
  bool has_rates() const { return send_limits_.any() || receive_limits_.any() || rate_deadline_ != never; }

  // Octets of bodies that were received and not consumed, and how many of them belong to paused streams.
  std::size_t unread() const { return receive_window_.held(); }
  std::size_t paused_unread() const { return paused_unread_; }
  // The budget has not let the window be as large as paused streams make it necessary.
  bool lacks_budget() const { return paused_share_.size() < extra_for_paused(); }
  // The budget has once not had what the window was to have of it.
  bool has_lacked_budget() const { return growth_.was_short() || paused_share_.was_short(); }
  const FlowWindow& send_window() const { return send_window_; }
  const ReceiveWindow& receive_window() const { return receive_window_; }

 private:
  std::uint32_t limited(Stream& stream, std::uint32_t size, Time now);
  std::uint32_t ration(RateLimits& limits, std::uint32_t owed, Time now);
  void count_paused(std::int64_t octets);
  std::uint32_t extra_for_paused() const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(paused_unread_, options_.paused_window));
  }

  const Options& options_;
  FlowWindow send_window_;
  ReceiveWindow receive_window_;
  // The shares that the receive window has of the budget: beyond its first size, and for the octets of paused streams.
  BudgetShare growth_;
  BudgetShare paused_share_;
  // The rates of the connection have stopped DATA, or credit for it.
  bool sending_waits_ = false;
  bool credit_waits_ = false;
  bool stopped_ = false;
  RateLimits send_limits_;
  RateLimits receive_limits_;
  Time rate_deadline_ = never;
  std::size_t paused_unread_ = 0;
};

// RFC 9113 5.2.3: the window with which a path, as the transport has measured it, never waits for credit.
std::uint32_t window_for(Duration round_trip, std::uint64_t octets_per_second);

}  // namespace weft::h2
