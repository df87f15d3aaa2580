// RFC 9113 6.8: how far the end of a connection has come, what GOAWAY says about the end, and when waiting is over.
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
#include <weft/http/role.hpp>

namespace weft::h2 {

class Ending {
 public:
  // `last_accepted` is the highest of the peer's streams so far.
  explicit Ending(http::Role role, frame::StreamId last_accepted = 0)
      : role_(role), last_accepted_(last_accepted), parting_(close_of(Reason::shutdown)) {}

  // --- where it is -------------------------------------------------------------------------------------------------
  bool is_running() const { return phase_ == Phase::running; }
  bool is_over() const { return phase_ == Phase::over; }
  // RFC 9113 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". Beyond the RFC: the
  // sender of GOAWAY opens no streams either.
  bool allows_new_streams() const { return is_running() && !peer_goaway_; }
  bool peer_goaway() const { return peer_goaway_; }
  // The peer's last octet has come.
  bool peer_gone() const { return peer_gone_; }
  // The connection ends as soon as no stream is open.
  bool is_due_without_streams() const { return phase_ == Phase::draining || peer_goaway_ || peer_gone_; }
  // The reason that ConnectionClosed reports then.
  const http::Close& parting() const { return parting_; }

  // --- streams of the peer -----------------------------------------------------------------------------------------
  void accepted(frame::StreamId stream) { last_accepted_ = stream; }
  frame::StreamId last_accepted() const { return last_accepted_; }
  // RFC 9113 6.8: "Once the GOAWAY is sent, the sender will ignore frames sent on streams initiated by the receiver if
  // the stream has an identifier higher than the included last stream identifier."
  bool is_beyond(frame::StreamId stream) const {
    if (phase_ != Phase::draining) return false;
    const bool is_the_peers = (role_ == http::Role::server) == frame::is_client_initiated(stream);
    return is_the_peers && stream > last_said_;
  }

  // --- our GOAWAY --------------------------------------------------------------------------------------------------
  // The PING that goes out with the first of a server's two GOAWAY frames.
  static constexpr frame::Ping announcing_ping{.ack = false, .opaque = {'w', 'e', 'f', 't', ' ', 'e', 'n', 'd'}};

  // Only while is_running(). Returns the GOAWAY. A server's end is only announced: its caller sends the PING behind the
  // GOAWAY.
  frame::Goaway begin(Reason reason, Time now, const Timeouts& timeouts);
  bool is_announced() const { return phase_ == Phase::announced; }
  bool is_answered_by(const frame::Ping& ping) const { return is_announced() && ping.opaque == announcing_ping.opaque; }
  // After a server's begin(). Returns the second GOAWAY.
  frame::Goaway finish_announcing();
  // Ends the connection. Returns a GOAWAY, if it would say something new and the peer can read it.
  std::optional<frame::Goaway> finish(const http::Close& close, ErrorCode code);

  // --- the peer's end ----------------------------------------------------------------------------------------------
  void on_goaway(ErrorCode code);
  void on_peer_gone();
  // Called after on_peer_gone(), unless that was the end. Open streams go on for as long as the connection could have
  // lived, which is until `age_limit`, unless its end was near before.
  void drain(Time now, Time age_limit, const Timeouts& timeouts);

  // --- patience ----------------------------------------------------------------------------------------------------
  Time deadline(Time age_limit) const;
  bool has_announced_for_long(Time now) const { return is_announced() && now >= announced_until_; }
  bool has_drained_for_too_long(Time now) const { return phase_ == Phase::draining && now >= drained_by_; }
  // When to look for responses that are made for nobody, since the peer has closed its side.
  bool looks_for_vain_waits(Time now) const { return now >= next_look_; }
  void look_again_at(Time next) { next_look_ = next; }

 private:
  enum class Phase : std::uint8_t { running, announced, draining, over };

  // How long a server waits for the answer to the PING.
  static constexpr Duration longest_announcement = std::chrono::seconds(1);

  http::Role role_;
  Phase phase_ = Phase::running;
  bool peer_goaway_ = false;
  bool peer_gone_ = false;
  frame::StreamId last_accepted_;
  // The last stream identifier in the GOAWAY of a draining connection.
  frame::StreamId last_said_ = 0;
  http::Close parting_;
  Time announced_until_{};
  Time drained_by_{};
  Time next_look_ = never;
};

}  // namespace weft::h2
