// What the tests of limits share: an engine under attack, or under honest load, and how it takes it.
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

inline constexpr std::size_t two_mebibytes = 2 * 1024 * 1024;
inline constexpr std::uint8_t whole_request = flag::end_headers | flag::end_stream;

// GET https://example.org/ without compression state, so that it can be sent any number of times.
inline const Bytes get_block = hex("82 87 84 01 0b 6578616d706c652e6f7267");

inline StreamId nth_stream(std::size_t n) {
  return static_cast<StreamId>(2 * n + 1);
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

  // Nothing is taken from the engine before all is there: the peer does not read.
  void receives(const Segmentation& cut) {
    for (const Octets piece : cut.pieces) receive_piece(piece);
    said.read(endpoint.produce());
  }
  // As a peer that reads all the time.
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

  // It ended with ENHANCE_YOUR_CALM, for this reason, and never held more than the promise.
  void is_calmed(std::string_view reason) const {
    EXPECT_TRUE(endpoint.closed());
    EXPECT_EQ(count(Type::goaway, enhance_your_calm), 1u);
    EXPECT_EQ(endpoint.close().reason, reason);
    EXPECT_LE(most_memory, two_mebibytes);
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
  std::size_t most_memory = 0;
  std::size_t most_live = 0;

 private:
  void receive_piece(Octets piece) {
    endpoint.receive(piece);
    most_memory = std::max(most_memory, endpoint.connection().memory());
    most_live = std::max(most_live, endpoint.connection().live_messages());
  }
};

// A fresh victim for each way to cut the octets.
template <class Function>
void for_every_cut(const Frames& attack, Application application, Function&& function) {
  for (const Segmentation& cut :
       {whole(attack.octets()), one_at_a_time(attack.octets()), at_random(attack.octets(), 1, 5000)}) {
    SCOPED_TRACE(cut.name);
    Victim victim(application);
    victim.receives(cut);
    function(victim);
  }
}

}  // namespace weft::limits
