// Helpers that the tests of limits share: an engine under attack, or under honest load, and checks of its answer. At
// every step the engine holds no more memory than docs/limits.md promises.
//
//   for_every_cut(attack, [](Victim& victim, const Segmentation& cut) {
//     victim.receives(cut);
//     victim.is_calmed();
//   });
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/segmenter.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::limits {

using namespace testkit;
using enum frame::ErrorCode;
using enum frame::SettingId;
namespace flag = frame::flag;

inline constexpr std::uint8_t whole_request = flag::end_headers | flag::end_stream;

// GET https://example.org/ without compression state, so that it can be sent any number of times.
inline const Bytes get_block = hex("82 87 84 01 0b 6578616d706c652e6f7267");

inline StreamId nth_stream(std::size_t n) {
  return static_cast<StreamId>(2 * n + 1);
}

// From the nth stream on, each request is followed by its RST_STREAM.
inline Frames rapid_reset(std::size_t first, std::size_t pairs) {
  Frames out;
  for (std::size_t n = first; n < first + pairs; ++n) {
    out.headers_block(nth_stream(n), get_block, whole_request).rst_stream(nth_stream(n));
  }
  return out;
}

class Victim {
 public:
  explicit Victim(Application application = Application::holds, const h2::Options& options = {})
      : endpoint(Role::server, clock, options, application) {
    endpoint.receive(frames().preface().settings().settings_ack().octets());
    endpoint.take_events();
    said.read(endpoint.produce());
    said.take();
  }

  // No output is taken from the engine before all octets have come: the peer does not read.
  void receives(const Segmentation& cut) {
    for (const Octets piece : cut.pieces) receive_piece(piece);
    said.read(endpoint.produce());
  }
  // The same for a peer that reads all the time.
  void receives(Octets octets) {
    receive_piece(octets);
    said.read(endpoint.produce());
  }

  std::size_t count(Type type, ErrorCode code = no_error) const {
    std::size_t n = 0;
    for (const Line& line : said.lines()) n += line.type == type && line.code == code ? 1u : 0u;
    return n;
  }
  std::size_t count(const std::string& text) const {
    std::size_t n = 0;
    for (const Line& line : said.lines()) n += line.text.find(text) != std::string::npos ? 1u : 0u;
    return n;
  }

  // Checks that the connection ended with ENHANCE_YOUR_CALM, for this reason.
  void is_calmed(std::string_view reason) const {
    EXPECT_TRUE(endpoint.closed());
    EXPECT_EQ(count(Type::goaway, enhance_your_calm), 1u);
    EXPECT_EQ(endpoint.close().reason, reason);
  }
  // No GOAWAY, no RST_STREAM, no 4xx.
  void is_untroubled() const {
    EXPECT_FALSE(endpoint.closed()) << endpoint.close().reason;
    for (const Line& line : said.lines()) {
      EXPECT_NE(line.type, Type::goaway) << line.text;
      EXPECT_NE(line.type, Type::rst_stream) << line.text;
      EXPECT_EQ(line.text.find(":status=4"), std::string::npos) << line.text;
    }
  }

  h2::Counters counters() const { return endpoint.connection().counters(); }

  Clock clock;
  mutable Endpoint endpoint;
  Transcript said{Role::server};
  std::size_t most_live = 0;

 private:
  void receive_piece(Octets piece) {
    endpoint.receive(piece);
    // The caller holds, for the connection, bodies that nobody has read.
    const h2::Connection& connection = endpoint.connection();
    EXPECT_LE(connection.memory() + connection.unread(), promised_memory);
    most_live = std::max(most_live, endpoint.connection().live_messages());
  }
};

inline std::vector<Segmentation> three_cuts(Octets octets) {
  return {whole(octets), one_at_a_time(octets), at_random(octets, 1, 5000)};
}

// A fresh victim for each way to cut the octets.
template <class Function>
void for_every_cut(const Frames& attack, Application application, Function&& function) {
  for (const Segmentation& cut : three_cuts(attack.octets())) {
    SCOPED_TRACE(cut.name);
    Victim victim(application);
    victim.receives(cut);
    function(victim);
  }
}

// HEADERS, and CONTINUATION where it does not fit into one frame. END_STREAM and END_HEADERS are set.
inline Frames& large_request(Frames& frames, StreamId stream, Octets block) {
  const std::size_t most = frame::default_max_frame_size;
  const auto take = [&block, most] {
    const Octets piece = block.first(std::min(most, block.size()));
    block = block.subspan(piece.size());
    return piece;
  };
  const Octets first = take();
  frames.headers_block(stream, first, block.empty() ? whole_request : flag::end_stream);
  while (!block.empty()) {
    const Octets piece = take();
    frames.continuation(stream, piece, block.empty() ? flag::end_headers : std::uint8_t{0});
  }
  return frames;
}

}  // namespace weft::limits
