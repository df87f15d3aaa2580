// RFC 9113 6.8: how far the end of a connection has come, what GOAWAY says of it, and when its patience is over.
//
//   running -> announced -> draining -> over             a server's shutdown: two GOAWAY frames, a round trip between
//   running -> draining -> over                          a client's, or the peer has closed its side
//   any -> over                                          an error
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/frame/goaway.hpp>
#include <weft/frame/ping.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/role.hpp>

namespace weft::h2 {

class Ending {
 public:
  // `last_accepted`: the highest of the peer's streams so far.
  explicit Ending(Role role, frame::StreamId last_accepted = 0)
      : role_(role), last_accepted_(last_accepted), parting_(close_of(Reason::shutdown)) {}

  // --- where it is -------------------------------------------------------------------------------------------------
  bool is_running() const { return phase_ == Phase::running; }
  bool is_over() const { return phase_ == Phase::over; }
  // RFC 9113 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". Beyond the RFC: nor
  // does the sender of one.
  bool allows_new_streams() const { return is_running() && !peer_goaway_; }
  bool peer_goaway() const { return peer_goaway_; }
  // The peer's last octet has come.
  bool peer_gone() const { return peer_gone_; }
  // The connection ends as soon as no stream is open.
  bool is_due_without_streams() const { return phase_ == Phase::draining || peer_goaway_ || peer_gone_; }
  // What ConnectionClosed says then.
  const http::Close& parting() const { return parting_; }

  // --- streams of the peer -----------------------------------------------------------------------------------------
  void accepted(frame::StreamId stream) { last_accepted_ = stream; }
  frame::StreamId last_accepted() const { return last_accepted_; }
  // RFC 9113 6.8: "Once the GOAWAY is sent, the sender will ignore frames sent on streams initiated by the receiver if
  // the stream has an identifier higher than the included last stream identifier."
  bool is_beyond(frame::StreamId stream) const {
    if (phase_ != Phase::draining) return false;
    const bool is_the_peers = (role_ == Role::server) == frame::is_client_initiated(stream);
    return is_the_peers && stream > last_said_;
  }

  // --- our GOAWAY --------------------------------------------------------------------------------------------------
  // The PING that goes out with the first of a server's two GOAWAY frames.
  static constexpr frame::Ping announcing_ping{.ack = false, .opaque = {'w', 'e', 'f', 't', ' ', 'e', 'n', 'd'}};

  // While it is running. Gives the GOAWAY; behind that of a server, whose end is only announced, the PING is due.
  frame::Goaway begin(Reason reason, Time now, const Timeouts& timeouts);
  bool is_announced() const { return phase_ == Phase::announced; }
  bool is_answered_by(const frame::Ping& ping) const { return is_announced() && ping.opaque == announcing_ping.opaque; }
  // After begin() of a server. Gives the second GOAWAY.
  frame::Goaway finish_announcing();
  // Nothing follows. Gives the GOAWAY, if there is still something to say and the peer can hear it.
  std::optional<frame::Goaway> finish(const http::Close& close, ErrorCode code);

  // --- the peer's end ----------------------------------------------------------------------------------------------
  void on_goaway(ErrorCode code);
  void on_peer_gone();
  // Behind on_peer_gone(), unless that has been the end: what is under way goes on for as long as a connection lives,
  // which is until `age_limit`, unless its end had been near.
  void drain(Time now, Time age_limit, const Timeouts& timeouts);

  // --- patience ----------------------------------------------------------------------------------------------------
  Time deadline(Time age_limit) const;
  bool has_announced_for_long(Time now) const { return is_announced() && now >= announced_until_; }
  bool has_drained_for_too_long(Time now) const { return phase_ == Phase::draining && now >= drained_by_; }
  // When to look for what waits in vain since the peer has gone.
  bool looks_for_vain_waits(Time now) const { return now >= next_look_; }
  void look_again_at(Time next) { next_look_ = next; }

 private:
  enum class Phase : std::uint8_t { running, announced, draining, over };

  // How long the answer to the PING is waited for.
  static constexpr Duration longest_announcement = std::chrono::seconds(1);

  Role role_;
  Phase phase_ = Phase::running;
  bool peer_goaway_ = false;
  bool peer_gone_ = false;
  frame::StreamId last_accepted_;
  // What the GOAWAY of a connection that drains has said.
  frame::StreamId last_said_ = 0;
  http::Close parting_;
  Time announced_until_{};
  Time drained_by_{};
  Time next_look_ = never;
};

}  // namespace weft::h2
