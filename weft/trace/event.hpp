// The events that a tap tells: a value for each frame, each head and each end, in the order of the octets of its
// direction. All that a value views is there during the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include <weft/base/bytes.hpp>
#include <weft/base/field.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/reader.hpp>
#include <weft/hpack/decode_status.hpp>
#include <weft/http/close.hpp>
#include <weft/trace/call.hpp>

namespace weft::trace {

// As the side sees it that holds the tap.
enum class Direction : std::uint8_t { sent, received };

// --- HTTP/2 ----------------------------------------------------------------------------------------------------------

// A whole field block, with the frame that ends it.
struct Section {
  enum class State : std::uint8_t {
    whole,
    cut_short,  // more fields than a trace keeps
    broken,     // `fault` says why
    lost,       // an earlier block was broken or missing, and the compression context with it
  };

  // The frame that began the block: HEADERS or PUSH_PROMISE.
  frame::Type of{};
  frame::StreamId stream = 0;
  frame::StreamId promised = 0;
  bool end_stream = false;

  State state = State::whole;
  hpack::DecodeStatus fault = hpack::DecodeStatus::ok;
  std::span<const Field> fields = {};
  // The octets of the block, and those of all names and values.
  std::size_t on_wire = 0;
  std::size_t decoded = 0;
};

// RFC 9113 3.4: the first octets of a client.
struct PrefaceSeen {};

// Any frame but DATA.
struct FrameSeen {
  frame::Frame frame;
  std::optional<Section> section = {};
  // RFC 9113 6.10: a field block had begun and this frame is no part of it, or none had and this is CONTINUATION.
  bool out_of_place = false;
};

// A DATA frame, when it is whole.
struct DataSeen {
  frame::Header header;
  // Without padding.
  std::uint32_t content = 0;
  // RFC 9113 6.10: a field block had begun.
  bool out_of_place = false;
};

using FaultSeen = frame::Faulty;

// --- HTTP/1.1 --------------------------------------------------------------------------------------------------------

// The messages of a direction are counted from 1; a 1xx response has the number of the final one.
struct HeadSeen {
  std::uint64_t message = 0;
  // The request line or the status line.
  std::string_view start;
  std::span<const Field> fields;
  std::size_t octets = 0;
  bool has_body = false;
};

// The end of a body.
struct BodySeen {
  std::uint64_t message = 0;
  std::uint64_t octets = 0;
  std::span<const Field> trailers;
};

// --- either ----------------------------------------------------------------------------------------------------------

// The octets of this direction cannot be read any further.
struct Unreadable {
  std::string_view why;
};

// The octets of this direction have ended inside a frame or a message.
struct CutOff {};

// The reader has heard enough, and the connection goes on: "time", "size".
struct Stopped {
  std::string_view why;
};

// The connection is over.
struct Ended {
  http::Close close;
};

using What =
    std::variant<PrefaceSeen, FrameSeen, DataSeen, FaultSeen, HeadSeen, BodySeen, Unreadable, CutOff, Stopped, Ended>;

struct Event {
  Time time;
  Direction direction;
  What what;
};

// trace/note.hpp
struct Note;

class Reader {
 public:
  virtual ~Reader() = default;

  virtual void on_event(const Event& event) = 0;
  // The next octets of a body, in the pieces in which they come: of a stream, or of a message of HTTP/1.1.
  virtual void on_content(Direction, std::uint64_t /*message*/, Octets) {}
  // The octets as they come and go, before the events in them.
  virtual void on_octets(Direction, Octets, Time) {}
  // A call that the engine was given, for a reader that listens at an engine.
  virtual void on_call(const Call&) {}
  // How tables of HPACK change, and for a reader that listens at an engine and wants notes, what else only an engine
  // knows.
  virtual void on_note(const Note&) {}
  virtual bool wants_notes() const { return false; }
  // It has heard enough: nothing more needs to be told.
  virtual bool is_done() const { return false; }
};

}  // namespace weft::trace
