// A reader that writes down what it is told, and the cuts under which a trace has to stay the same.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/trace/format.hpp>
#include <weft/trace/tap.hpp>

namespace weft::trace {

class Notes final : public Reader {
 public:
  explicit Notes(FormatOptions options = {}, http::Role role = http::Role::client)
      : format_(role, Time(), std::move(options)) {}

  void on_event(const Event& event) override { text += format_.lines(event); }
  void on_content(Direction, std::uint64_t message, Octets octets) override { bodies[message] += as_text(octets); }

  std::string text;
  std::map<std::uint64_t, std::string> bodies;

 private:
  Format format_;
};

// The lines of a tap of a client that has sent and received these octets, in that order, under every cut.
inline std::string lines_of(http::Version version, Octets sent, Octets received, const FormatOptions& options = {}) {
  std::string first;
  testkit::for_each_segmentation(sent, [&](const testkit::Segmentation& cut) {
    Notes notes(options);
    Tap tap(http::Role::client, version, notes);
    for (const Octets piece : cut.pieces) tap.sent(piece, Time());
    for (const Octets piece : testkit::at_random(received, static_cast<unsigned>(cut.pieces.size())).pieces) {
      tap.received(piece, Time());
    }
    if (first.empty()) first = notes.text;
    EXPECT_EQ(notes.text, first);
  });
  return first;
}

}  // namespace weft::trace
