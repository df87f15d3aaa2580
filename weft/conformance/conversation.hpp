// Performs a case on a peer: octets and times go in, octets come out, and at the end a judgement. It has no socket.
//
//   Conversation talk(one, peer, patience, nullptr);
//   send(talk.take_octets(now));  talk.receive(octets, now);  talk.end(Heard::End::closed, now);
//   talk.patience()                     // how long to wait for something; then talk.wait_no_longer(now)
//   talk.reads()                        // false: what comes is left unread for now
//   talk.is_over() → talk.judgement()
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/conformance/case.hpp>
#include <weft/conformance/judge.hpp>
#include <weft/trace/tap.hpp>

namespace weft::conformance {

// How long a peer may take.
struct Patience {
  // For anything at all.
  Duration answer = std::chrono::seconds(1);
  // For what a peer says a little later than the answer to a PING that came behind it.
  Duration second_thoughts = std::chrono::milliseconds(100);
};

class Conversation final : private trace::Reader {
 public:
  // `watcher` must outlive it. It sees both directions; null for none.
  Conversation(const Case& one, const Peer& peer, const Patience& patience, trace::Reader* watcher);

  // The octets to be sent now; empty where it waits.
  testkit::Bytes take_octets(Time now);
  void receive(Octets octets, Time now);
  void end(Heard::End end, Time now);
  // Nothing has come for patience(), counted from the last octet in either direction.
  void wait_no_longer(Time now);
  Duration patience() const;
  bool reads() const { return stage_ == Stage::greeting || steps_[step_].reads; }

  bool is_over() const { return stage_ == Stage::over; }
  Judgement judgement() const { return judge(expected_, heard_); }
  const Heard& heard() const { return heard_; }
  const Expected& expected() const { return expected_; }
  // The settings of the peer that are known.
  const Peer& peer() const { return peer_; }

 private:
  enum class Stage : std::uint8_t {
    greeting,    // preface and SETTINGS are exchanged
    steps,       // steps_[step_] has been sent, and something is awaited
    questions,   // all is sent: PING, and a request
    afterwards,  // they are answered
    over,
  };

  void on_event(const trace::Event& event) override;
  void on_octets(trace::Direction direction, Octets octets, Time now) override;
  void hear(const trace::FrameSeen& seen);
  void hear(const frame::Settings& settings);
  bool has_come(const Step& step) const;
  bool is_pausing() const;
  void advance(Time now);
  void begin_steps(Time now);
  void send_step(Time now);
  void ask(Time now);
  void write(Octets octets, Time now);

  // As it is for this peer.
  Expected expected_;
  Peer peer_;
  Patience patience_;
  trace::Reader* watcher_;
  trace::Tap tap_;
  std::vector<Step> steps_;
  std::size_t step_ = 0;
  bool raw_ = false;
  bool open_ended_ = false;
  Stage stage_ = Stage::greeting;
  bool greeted_ = false;
  bool has_settings_ = false;
  bool has_acknowledgment_ = false;
  // PINGs of steps that were acknowledged.
  std::size_t pongs_ = 0;
  std::size_t awaited_pongs_ = 0;
  Heard heard_;
  testkit::Bytes out_;
};

}  // namespace weft::conformance
