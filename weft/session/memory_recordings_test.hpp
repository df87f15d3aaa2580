// Records connections into memory, and plays them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <weft/session/replay/replay.hpp>
#include <weft/session/trace_user.hpp>
#include <weft/trace/recording/recorder.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::session {

class MemoryRecordings final : public TraceUser {
 public:
  explicit MemoryRecordings(http::Role role, bool values = true) : role_(role), values_(values) {}

  // One a connection.
  std::deque<std::string> texts;

  std::unique_ptr<trace::Reader> on_connection(const Facts& facts) override {
    std::string& text = texts.emplace_back();
    trace::RecordedConnection connection{.role = role_,
                                         .version = facts.version,
                                         .wall_time = "2026-11-29T12:00:00.250Z",
                                         .keeping = {.values = values_, .key = {1, 2}}};
    return std::make_unique<trace::Recorder>(std::move(connection), [&text](std::string_view more) { text += more; });
  }

 private:
  const http::Role role_;
  const bool values_;
};

inline trace::Recording recording_of(const std::string& text) {
  auto recording = trace::read_recording(text);
  if (!recording) {
    ADD_FAILURE() << recording.error().line << ": " << recording.error().why;
    return {};
  }
  return std::move(*recording);
}

inline Replayed replayed(const std::string& text) {
  const trace::Recording recording = recording_of(text);
  const auto done = replay(recording);
  if (!done) {
    ADD_FAILURE() << done.error();
    return {};
  }
  return *done;
}

// Fails the test where the engine sends anything else.
inline Replayed expect_same(const std::string& text) {
  const Replayed done = replayed(text);
  if (done.difference) ADD_FAILURE() << "octet " << done.difference->offset << ": " << done.difference->inside;
  return done;
}

}  // namespace weft::session
