// Writes what a tap tells as a recording: qlog (draft-ietf-quic-qlog-main-schema) as JSON text sequences (RFC 7464),
// with the events of draft-pardue-httpbis-qlog-h2-events-00 and our own, whose names begin with "weft:".
//
//   trace::Recorder recorder({.role = …, .version = …}, [&](std::string_view text) { … });
//   trace::Tap tap(role, version, recorder);
//
// Without values a recording has lengths and keyed hashes in their place, and neither field blocks nor bodies. With
// values it has all octets and all calls of the engine, and can be replayed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <weft/http/head.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>
#include <weft/trace/note.hpp>
#include <weft/trace/recording/field_text.hpp>

namespace weft::trace {

struct RecordedConnection {
  http::Role role{};
  http::Version version{};
  // "127.0.0.1:8443"; empty where that is not known.
  std::string local = {};
  std::string peer = {};
  bool secure = false;
  // RFC 3339, of the first thing that is told: times count from there.
  std::string wall_time = {};
  Keeping keeping = {};
};

class Recorder final : public Reader {
 public:
  // Takes one or more whole records, each in one piece.
  using Sink = std::function<void(std::string_view)>;

  Recorder(RecordedConnection connection, Sink sink);

  void on_event(const Event& event) override;
  void on_octets(Direction direction, Octets octets, Time now) override;
  void on_call(const Call& call) override;
  void on_note(const Note& note) override;
  bool wants_notes() const override { return true; }

 private:
  struct Visit;

  void write(Time time, std::string_view name, std::string_view data);
  void begin(Time now);

  const RecordedConnection connection_;
  const Sink sink_;
  std::optional<Time> began_;
};

}  // namespace weft::trace
