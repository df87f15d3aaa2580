// Somebody listens at an engine: to the octets that it reads and writes, and to what it is told to do. Or its last
// frames are kept, for which nothing else is looked at.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/h2/connection.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>
#include <weft/session/engine_watch.hpp>
#include <weft/session/frame_view.hpp>
#include <weft/session/surroundings.hpp>
#include <weft/trace/frame_ring.hpp>
#include <weft/trace/tap.hpp>

namespace weft::session {

class Listening {
 public:
  using Numbers = std::initializer_list<std::uint64_t>;

  // Without a reader nobody listens.
  Listening(http::Role role, http::Version version, std::unique_ptr<trace::Reader> reader);
  ~Listening();

  // From the first octet on: so many of the last frames of HTTP/2.
  void keep_frames(http::Role role, std::uint32_t frames) {
    frames_ = std::make_unique<trace::FrameRing>(role, frames);
  }
  // The newest ones, so many at most, the oldest of them first; nullopt where none are kept.
  std::optional<std::vector<FrameView>> frames(std::size_t most) const;
  // Somebody wants to know what has changed in the engine: `view` is that of the engine, which has read or written.
  bool is_watched() const { return watch_ != nullptr; }
  void look(const http::EngineView& view, Time now) {
    if (watch_) watch_->look(view, now);
  }
  // Behind a produce(), before sent().
  void tell_picks(const http::EngineView& view, Time now) { watch_->tell_picks(view, now); }
  bool has_frames() const { return frames_ != nullptr; }
  bool is_told() const { return reader_ != nullptr; }

  // `options` are those of the engine, as session/replay/options_text.hpp writes them; `wall` is theirs.
  void begin(std::string_view options, const http::WallTime* wall, Time now);
  // Before a call that may make the engine send: tells what has changed around it.
  void look_around(Time now) {
    if (surroundings_) surroundings_->look(now);
  }
  // The rates that the message obeys from now on.
  void limit(http::MessageId message, std::span<const Surroundings::Rate> rates) {
    if (surroundings_) surroundings_->limit(message, rates, now_);
  }
  void lack_memory(Time now) {
    if (surroundings_) surroundings_->lack_memory(now);
  }
  void received(Octets octets, Time now) {
    if (frames_) frames_->received(octets, now);
    if (!is_told()) return;
    now_ = now;
    tap_->received(octets, now);
    if (reader_->is_done()) stop();
  }
  // The octets that a produce() of this budget has given.
  void sent(Octets octets, std::size_t budget, Time now);
  void ended(const http::Close& close, Time now) {
    if (tap_) tap_->ended(close, now);
  }

  // A call that tells the time, and one that happens at the latest time that was told.
  void tell(trace::Verb verb, http::MessageId message, Numbers numbers, Time now, std::string_view text = {}) {
    if (is_told()) tell_now(verb, message, numbers, now, text);
  }
  void tell(trace::Verb verb, http::MessageId message, Numbers numbers = {}, std::string_view text = {}) {
    tell(verb, message, numbers, now_, text);
  }
  void tell_response(trace::Verb verb, http::MessageId message, const http::ResponseHead& head, bool has_body,
                     std::optional<Time> now = {});
  void tell_request(trace::Verb verb, http::MessageId message, const http::RequestHead& head, bool has_body,
                    const std::optional<h2::Dependency>& dependency, Time now);

  // The source that an engine is to have in the place of this one; null for null. It lives until forget(). Where nobody
  // listens it is the same one.
  http::BodySource* watched(http::BodySource* source);
  // The last source that was watched belongs to this message.
  void belongs(http::MessageId message);
  void forget(http::MessageId message);

 private:
  class Body;

  void tell_now(trace::Verb verb, http::MessageId message, Numbers numbers, Time now, std::string_view text);
  void tell(const trace::Call& call) { reader_->on_call(call); }
  // Sources that are watched stay where they are.
  void stop();

  std::unique_ptr<trace::FrameRing> frames_;
  // Both or none of them.
  std::unique_ptr<trace::Reader> reader_;
  std::unique_ptr<trace::Tap> tap_;
  // Since begin().
  std::unique_ptr<Surroundings> surroundings_;
  // Null where the reader wants no notes.
  std::unique_ptr<EngineWatch> watch_;
  Time now_{};
  std::unique_ptr<Body> newest_;
  std::unordered_map<http::MessageId, std::unique_ptr<Body>> bodies_;
};

}  // namespace weft::session
