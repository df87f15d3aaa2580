// For tests: what a connection makes of octets, as lines.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <weft/testkit/segmenter.hpp>
#include <weft/websocket/connection.hpp>
#include <weft/websocket/frame_writer.hpp>

namespace weft::websocket {

inline constexpr MaskKey test_key = {0x12, 0x34, 0x56, 0x78};

inline std::string to_line(const Event& event) {
  if (const auto* message = std::get_if<Message>(&event)) {
    return fmt::format("{} {}", message->is_text() ? "text" : "binary", message->data);
  }
  if (const auto* pong = std::get_if<Pong>(&event)) return "pong " + pong->data;
  const auto& closed = std::get<Closed>(event);
  return fmt::format("closed {} {}", number(closed.code), closed.text);
}

// The events of all pieces.
inline std::vector<std::string> events_of(Connection& connection, const testkit::Segmentation& cut) {
  std::vector<std::string> lines;
  for (Octets piece : cut.pieces) {
    while (const auto event = connection.receive(piece)) lines.push_back(to_line(*event));
  }
  return lines;
}

// Frames as a client sends them.
class Frames {
 public:
  Frames& add(FrameHeader header, std::string_view payload) {
    header.mask = test_key;
    append_frame(out_, header, as_octets(payload));
    return *this;
  }
  Frames& close(unsigned code, std::string_view text = {}) {
    const std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code)};
    return add({.opcode = Opcode::close}, payload + std::string(text));
  }
  Octets octets() const { return out_.readable(); }

 private:
  Buffer out_;
};

// The events of a server, which are the same under every cut.
inline std::vector<std::string> served(const Frames& frames, const Options& options = {},
                                       const std::optional<Deflate>& deflate = {}) {
  std::vector<std::string> first;
  for (const auto& cut : testkit::segmentations(frames.octets())) {
    Connection server(http::Role::server, options, deflate);
    auto lines = events_of(server, cut);
    if (cut.name == "whole") first = lines;
    EXPECT_EQ(lines, first) << cut.name;
  }
  return first;
}

}  // namespace weft::websocket
