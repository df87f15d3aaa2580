// The frames that an engine wrote, as lines that a test can compare.
//
//   Transcript transcript(Role::server);         // whose octets these are
//   transcript.read(octets);                     // whole frames or pieces of them
//   EXPECT_THAT(transcript.texts(), ElementsAre("SETTINGS ACK", "HEADERS stream=1 END_STREAM :status=200"));
#pragma once

#include <map>
#include <string>
#include <vector>

#include <weft/frame/reader.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/http/role.hpp>

namespace weft::testkit {

using http::Role;

struct Line {
  std::string text;
  frame::Type type{};
  frame::StreamId stream = 0;
  // The code of RST_STREAM and GOAWAY.
  frame::ErrorCode code{};

  friend bool operator==(const Line& a, const Line& b) { return a.text == b.text; }
};

class Transcript {
 public:
  explicit Transcript(Role writer);

  // Throws BrokenPromise where a frame is wrong.
  void read(Octets octets);

  const std::vector<Line>& lines() const { return lines_; }
  std::vector<std::string> texts() const;
  // All lines so far, which are then forgotten.
  std::vector<Line> take();
  // The content of all DATA frames of a stream.
  const std::string& body(frame::StreamId stream) { return bodies_[stream]; }

 private:
  void add(frame::NeedMore) {}
  void add(const frame::Frame& frame);
  void add(const frame::DataStart& start);
  void add(const frame::DataPiece& piece);
  void add(const frame::Faulty& faulty);
  void add_block(Octets block, bool end_headers);

  std::size_t preface_left_;
  frame::Reader reader_;
  hpack::Decoder decoder_;
  std::vector<Line> lines_;
  // A field section that has begun.
  Line section_;
  std::vector<std::uint8_t> block_;
  // A DATA frame that has not come whole.
  Line data_;
  std::map<frame::StreamId, std::string> bodies_;
};

std::vector<std::string> texts_of(const std::vector<Line>& lines);

}  // namespace weft::testkit
