// The body of a message as it arrives: handed to the sink without a copy, kept only while nobody takes it.
//
//   body.begin(end, owner);
//   body.take(octets, end);          // the engine's events, in order
//   body.start(sink);                // from now on the sink takes it; until then the window closes by itself
//   body.stop();                     // nobody wants the rest
//   body.clear();                    // ready for the next message
//
// The sink may call all of it from inside its own calls.
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/http/events.hpp>
#include <weft/http/fields.hpp>
#include <weft/session/body.hpp>

namespace weft::session {

// The message that has a body.
class IncomingBodyOwner {
 public:
  // Octets were taken or dropped: the peer may send as many more.
  virtual void body_took(std::size_t octets) = 0;

 protected:
  ~IncomingBodyOwner() = default;
};

class IncomingBody {
 public:
  void begin(http::End end, IncomingBodyOwner& owner);
  void take(Octets octets, http::End end);
  // A tunnel follows the body, which has arrived.
  void reopen();
  void take_trailers(const http::Fields* trailers);
  // The rest will not come. A sink that has all of it is not told.
  void lose();

  void start(BodySink& sink);
  // The sink that took less than all wants the rest.
  void go_on();
  // The sink is told nothing until resume().
  void pause() { state_.paused = true; }
  void resume();
  void stop();
  void clear();

  // start() or stop() was called.
  bool is_claimed() const { return state_.sink != nullptr || state_.stopped; }
  // The peer has not sent all of it.
  bool arriving() const { return state_.phase == Phase::arriving; }
  bool lost() const { return state_.phase == Phase::lost; }
  // Octets wait for a sink.
  bool waiting() const { return !unread_.empty(); }
  // Octets that came after stop().
  std::size_t dropped() const { return state_.dropped; }

 private:
  // `over`: the sink has been told that it has all.
  enum class Phase : std::uint8_t { arriving, arrived, over, lost };
  enum class Feeding : std::uint8_t { no, once, again };

  // One use, from begin() to clear().
  struct State {
    IncomingBodyOwner* owner = nullptr;
    BodySink* sink = nullptr;
    const http::Fields* trailers = nullptr;
    std::size_t dropped = 0;
    Phase phase = Phase::arriving;
    Feeding feeding = Feeding::no;
    bool stopped = false;
    bool paused = false;
  };

  bool wanted() const { return state_.sink != nullptr && !state_.paused; }
  Octets offer(Octets octets);
  void feed();
  void report_end();
  void drop_unread();
  void drop(std::size_t octets);
  void took(std::size_t octets);

  State state_;
  // The peer's window, or the engine's wants_input(), bounds it.
  Buffer unread_;
};

}  // namespace weft::session
