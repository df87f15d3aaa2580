// Judges what a peer did against what it had to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/conformance/expected.hpp>
#include <weft/frame/header.hpp>

namespace weft::conformance {

// A frame that the peer sent.
struct HeardFrame {
  frame::Type type{};
  StreamId stream = 0;
  // The code of RST_STREAM and GOAWAY.
  ErrorCode code{};
  // The last stream of GOAWAY.
  StreamId last_stream = 0;
  bool end_stream = false;
  // The status of a response; 0 for other sections of fields.
  int status = 0;
  // Content of DATA.
  std::size_t content = 0;
  // As frame::describe() shows it; empty for DATA.
  std::string text = {};
};

struct Heard {
  enum class End : std::uint8_t { open, closed, reset };

  std::vector<HeardFrame> frames;
  End end = End::open;
  // The fault of octets that are no HTTP/2: a token of frame/faults.inc, or words.
  std::string unreadable = {};
  // It answered the first octets in HTTP/1.1.
  bool http11 = false;
  // The octets of the peer, its fields without compression: see heard.hpp.
  std::size_t size = 0;
  // The thing that the case still awaits before its last step; empty where all has been sent.
  std::string awaited = {};
  // The last PING was acknowledged; and the request behind it was answered.
  bool ponged = false;
  bool usable = false;
};

enum class Verdict : std::uint8_t {
  exact,           // as the RFC says
  allowed,         // otherwise, and the RFC allows it
  without_goaway,  // the connection ended without a word, which it should have said
  wrong,
  hangs,
};

struct Judgement {
  Verdict verdict{};
  // "RST_STREAM stream=1 PROTOCOL_ERROR"
  std::string found;

  bool holds() const { return verdict < Verdict::wrong; }
};

Judgement judge(const Expected& expected, const Heard& heard);
// Nothing that comes later can change the judgement.
bool is_settled(const Expected& expected, const Heard& heard);

// The octets of DATA that came on a stream.
std::size_t content_of(const Heard& heard, StreamId stream);

// "exact", "allowed", "without GOAWAY", "wrong", "hangs"
std::string_view to_string(Verdict verdict);

}  // namespace weft::conformance
