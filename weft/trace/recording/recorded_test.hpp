// A connection of HTTP/2 that was recorded as its server saw it.
#pragma once

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/trace/recording/recorder.hpp>
#include <weft/trace/recording/recording.hpp>
#include <weft/trace/tap.hpp>

namespace weft::trace {

inline RecordedConnection connection_of(http::Version version, bool values) {
  return {.role = http::Role::server,
          .version = version,
          .local = "127.0.0.1:8443",
          .peer = "127.0.0.1:5123",
          .secure = true,
          .wall_time = "2026-11-29T12:00:00.250Z",
          .keeping = {.values = values, .key = {1, 2}}};
}

class Recorded {
 public:
  explicit Recorded(http::Version version = http::Version::http2, bool values = false)
      : recorder_(connection_of(version, values), [this](std::string_view more) { text += more; }),
        tap_(http::Role::server, version, recorder_) {
    recorder_.on_call({.time = now_, .verb = Verb::begin});
  }

  Recorded& received(Octets octets) { return see(octets, true); }
  Recorded& sent(Octets octets) { return see(octets, false); }
  Recorded& ended(http::Blame blame = http::Blame::nobody) {
    tap_.ended({.scope = http::Scope::connection, .blame = blame, .code = 0, .reason = {}}, now_);
    return *this;
  }
  Recorder& recorder() { return recorder_; }
  Time now() const { return now_; }

  std::string text;

 private:
  Recorded& see(Octets octets, bool is_received) {
    now_ += std::chrono::microseconds(1500);
    is_received ? tap_.received(octets, now_) : tap_.sent(octets, now_);
    return *this;
  }

  Time now_ = Time(std::chrono::hours(1));
  Recorder recorder_;
  Tap tap_;
};

inline Recording read(const std::string& text) {
  auto recording = read_recording(text);
  if (!recording) {
    ADD_FAILURE() << recording.error().line << ": " << recording.error().why;
    return {};
  }
  return std::move(*recording);
}

}  // namespace weft::trace
