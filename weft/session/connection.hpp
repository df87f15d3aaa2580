// A connection joins a channel and an engine: octets in, octets out, time, and the end. Each role derives its own
// connection from this one, which knows neither the role nor its messages.
//
//   opening    the channel or the version is not ready; open_engine() or first_octets() start the engine
//   speaking   received octets -> engine -> poll_engine(); at the end of the turn: produce, one send
//   leaving    the engine has ended: its last octets are on their way
//   lingering  we have half-closed; what still comes is dropped, so that our last words are not lost to a TCP reset
//   closing    the channel was told to close
//   gone       the channel is closed; the connection lives until the role has no work left
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <weft/http/close.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/engine.hpp>
#include <weft/session/facts.hpp>
#include <weft/session/intake_rate.hpp>
#include <weft/session/reason.hpp>
#include <weft/session/timeouts.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::session {

class Connection : public io::ChannelUser, public io::TurnEnd, public io::Deadline {
 public:
  // `timeouts` must outlive the connection.
  Connection(std::unique_ptr<io::Channel> channel, const Timeouts& timeouts);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() { channel_->start(*this); }
  // There may be something to send, to retire or to wait for: the end of this turn looks at all of it once.
  void touch() { loop().at_turn_end(*this); }
  // Finishes what is under way, opens nothing new.
  void shutdown();
  // The same, but a connection of HTTP/1.1 ends with a response that says so. Once the version is known.
  void wind_down();
  // Nothing is under way, and the next message may come at any time.
  bool is_spare() const { return phase_ == Phase::speaking && engine_.is_idle() && channel_->backlog() == 0; }
  // It has ended, or is about to.
  bool is_leaving() const { return phase_ > Phase::speaking; }
  // Ends a spare connection.
  void dismiss(OwnReason reason) {
    engine_.close(reason);
    touch();
  }

  io::Loop& loop() { return loop_; }
  Engine& engine() { return engine_; }
  const Engine& engine() const { return engine_; }
  const Facts& facts() const { return facts_; }
  bool is_meant_for(std::string_view host) const { return channel_->is_meant_for(host); }
  // See io::Channel::is_held_by_peer().
  bool is_held_by_peer() const { return channel_->is_held_by_peer(); }
  // See io::Channel::detail_of_end().
  std::string detail_of_end() const { return channel_->detail_of_end(); }
  bool gone() const { return phase_ == Phase::gone; }
  // Nothing more will come from the peer.
  bool peer_ended() const { return peer_ended_ || gone(); }
  // How often octets have left: what was composed since the last time has not.
  std::uint64_t outputs() const { return outputs_; }
  // When octets came last, or the connection opened.
  Time heard() const { return heard_; }

  void on_open() final;
  void on_received(MutableOctets octets) final;
  void on_end() final;
  void on_drained() final;
  void on_closed(std::error_code error, io::Reason reason) final;
  void on_turn_end() final;
  void on_deadline(Time now) final;

 protected:
  ~Connection();

  // --- for the role --------------------------------------------------------------------------------------------------
  // The channel is open: start the engine, or wait for first_octets().
  virtual void open_engine() = 0;
  // While there is no engine: start one and give it to take(), or keep the octets.
  virtual void first_octets(Octets octets) = 0;
  // Reacts to the engine's events and does what was put off until no handler is on the stack.
  virtual void poll_engine() = 0;
  // The connection is over. Its messages are lost.
  virtual void closed(const http::Close& close) = 0;
  // Once the connection is gone: may it be destroyed?
  virtual bool work_left() const = 0;
  // Destroys this.
  virtual void vanish() = 0;
  // The end of a turn after which the connection lives on.
  virtual void settled(Time now) = 0;

  io::Channel& channel() { return *channel_; }
  Time now() { return loop().now(); }
  // Once, before the first octet: a reader of the trace, if `user` is there and wants one, and the last `frames` of
  // HTTP/2. The options are those of the engine that was started.
  void let_listen(http::Role role, TraceUser* user, const h1::Options& h1, const h2::Options& h2,
                  std::uint32_t frames = 0);
  // Octets for an engine that was just started.
  void take(Octets octets);
  // The engine's last event.
  void leave(const http::Close& close);
  // We end the connection at this moment.
  void abandon(Reason reason);
  // The connection drains at `when`.
  void limit_age(Time when) { age_ = when; }
  Time age() const { return age_; }
  // Where no octet comes until `when`, the peer is gone.
  void expect_octets_by(Time when) { silent_until_ = std::min(silent_until_, when); }
  // Nothing is under way, and nobody has asked for the end of this turn. A tap cannot be parked.
  bool is_idle() const {
    const bool speaks = phase_ == Phase::speaking && engine_.h2() != nullptr && !engine_.is_heard();
    return speaks && engine_.h2()->live_messages() == 0 && channel_->backlog() == 0 && !turn_end_hook.linked();
  }
  // A role adds the facts it finds out; the addresses are known from the beginning.
  Facts& known() { return facts_; }
  // A connection that unparks has an engine before its channel starts.
  void begin_speaking() { phase_ = Phase::speaking; }

 private:
  enum class Phase : std::uint8_t { opening, speaking, leaving, lingering, closing, gone };

  void flush();
  void compose(std::size_t budget);
  void answer_early();
  void send_early_answers();
  void grow_budget(std::size_t produced);
  void steer_input();
  void measure(std::size_t octets);
  void half_close();
  void linger_on(std::size_t octets);
  void shut();
  void expire_engine(Time now);
  void watch_backlog(Time now);
  Time next_question() const;
  void ask_for_life(Time now);
  Duration write_stall() const { return engine_.h2() != nullptr ? timeouts_.http2_write_stall : timeouts_.write_stall; }
  Time next_deadline();
  bool has_engine() const { return phase_ == Phase::speaking || phase_ == Phase::leaving; }

  std::unique_ptr<io::Channel> channel_;
  io::Loop& loop_;
  const Timeouts& timeouts_;
  Engine engine_;
  Facts facts_;
  IntakeRate intake_rate_;
  Phase phase_ = Phase::opening;
  bool peer_ended_ = false;
  bool paused_ = false;
  // Why the connection ended, once that is known.
  std::optional<http::Close> close_;
  std::size_t budget_;
  std::size_t linger_left_ = 0;
  // The end of the opening, or of the lingering.
  Time until_ = never;
  Time age_ = never;
  Time heard_{};
  std::uint64_t outputs_ = 0;
  Time silent_until_ = never;
  // Octets that the transport had not taken when we last looked, and when their number last changed.
  std::size_t backlog_ = 0;
  Time backlog_moved_;
};

}  // namespace weft::session
