// RFC 9113 5.1, 5.1.1, 5.1.2, 6.6, 6.9 and 8.1 once more, as slowly and literally as possible: facts about each stream,
// and for each frame the sentence that decides about it. The model shares nothing with the engine that it judges.
//
//   Model model(Role::server, 3);
//   EXPECT_EQ(what the engine did, model.receives_data(1, 100, End::no));
//   model.sends_window_update(1, 100);           // the model is told of frames that the engine sends
#pragma once

#include <cstdint>
#include <map>
#include <ostream>

#include <weft/frame/error_code.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/http/events.hpp>
#include <weft/http/role.hpp>

namespace weft::model {

using frame::ErrorCode;
using frame::StreamId;
using http::End;
using http::Role;

// The answer to a frame. Frames that are right, and frames that are to be ignored, get no answer.
struct Verdict {
  enum class Kind : std::uint8_t { nothing, stream_error, connection_error };
  Kind kind = Kind::nothing;
  ErrorCode code = ErrorCode::no_error;

  friend bool operator==(const Verdict&, const Verdict&) = default;
};
std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

// The kind of the first HEADERS on a stream, or of a later one. A client tells interim responses from final ones.
enum class Section : std::uint8_t { head, interim, trailers };

class Model {
 public:
  // `pushes`: whether a client takes them.
  Model(Role role, std::uint32_t max_concurrent_streams, bool pushes = false)
      : role_(role), max_concurrent_(max_concurrent_streams), pushes_(pushes) {}

  // --- what the peer sends -------------------------------------------------------------------------------------------
  Verdict receives_headers(StreamId id, Section section, End end);
  Verdict receives_data(StreamId id, std::uint32_t length, End end);
  Verdict receives_reset(StreamId id);
  Verdict receives_window_update(StreamId id, std::uint32_t increment);
  Verdict receives_initial_window(std::uint32_t octets);
  Verdict receives_priority(StreamId id, StreamId depends_on);
  // A stream error is an error of the promised stream.
  Verdict receives_push_promise(StreamId id, StreamId promised);
  Verdict receives_continuation(StreamId id);

  // --- what we send --------------------------------------------------------------------------------------------------
  // A client's request.
  void opens(StreamId id, End end);
  void sends_data(StreamId id, std::uint32_t length, End end);
  void sends_end(StreamId id) { sends_data(id, 0, End::yes); }
  void sends_reset(StreamId id);
  void sends_window_update(StreamId id, std::uint32_t increment);

  // Whether we may still send on the stream, and may end it.
  bool may_send(StreamId id) const;
  bool may_reset(StreamId id) const;
  // The octets that the peer's windows allow on this stream, and on all streams together.
  std::int64_t send_window(StreamId id) const;
  std::int64_t send_window() const { return send_window_; }

 private:
  // The facts about a stream that was used.
  struct Stream {
    bool end_received = false;
    bool end_sent = false;
    bool reset_received = false;
    bool reset_sent = false;
    bool head_received = false;
    bool reserved = false;
    std::int64_t send_window = 0;
    std::int64_t receive_window = 65'535;
  };

  bool is_idle(StreamId id) const;
  bool is_closed(const Stream& stream) const;
  bool is_active(const Stream& stream) const { return !is_closed(stream); }
  std::uint32_t active_streams() const;
  Verdict stream_error(StreamId id, ErrorCode code);
  Verdict late(StreamId id, Stream& stream);
  Verdict opens_by_peer(StreamId id, End end);
  Verdict receives_section(StreamId id, Stream& stream, Section section, End end);

  Role role_;
  std::uint32_t max_concurrent_;
  bool pushes_;
  std::map<StreamId, Stream> used_;
  StreamId highest_ = 0;
  StreamId highest_promised_ = 0;
  std::int64_t initial_window_ = 65'535;
  std::int64_t send_window_ = 65'535;
  std::int64_t receive_window_ = 65'535;
};

}  // namespace weft::model
