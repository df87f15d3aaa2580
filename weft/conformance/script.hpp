// A script sends to a peer, step by step. Each step but the last waits for something before the next is sent.
//
//   script.sends().headers(1, script.get(), end_stream);
//   script.awaits_end_of(1);
//   script.sends().data(1, "x");
//
// Preface and SETTINGS have been exchanged before and are acknowledged, except after begins_with_preface().
#pragma once

#include <cstdint>
#include <vector>

#include <weft/conformance/peer.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::conformance {

using frame::StreamId;

struct Step {
  enum class Awaits : std::uint8_t {
    nothing,
    pong,           // the acknowledgment of the PING that ends the step: all before it has been read
    end_of_stream,  // the answer on `stream` is complete, or the stream was reset
    data,           // so many octets of content on `stream`
    pause,          // a little time: what comes next comes slowly
  };

  testkit::Bytes octets;
  Awaits awaits = Awaits::nothing;
  StreamId stream = 0;
  std::size_t content = 0;
  // The peer is read while it awaits, and behind the last step.
  bool reads = true;
};

class Script {
 public:
  explicit Script(const Peer& peer);
  // For a client that has sent a request on this stream.
  Script(const Peer& peer, StreamId request);

  const Peer& peer() const { return peer_; }
  // A request for the resource of the peer.
  testkit::FieldList get() const { return ask("GET"); }
  testkit::FieldList post() const { return ask("POST"); }
  testkit::FieldList ask(std::string_view method) const;
  // The fields of get(), each a literal without a table, with these octets of HPACK behind them.
  testkit::Bytes plain_get(std::string_view more_hex = {}) const { return plain("GET", more_hex); }
  testkit::Bytes plain_head() const { return plain("HEAD", {}); }

  // The frames of the step that is being written.
  testkit::Frames& sends() { return frames_; }
  void awaits_pong();
  // Opens the windows for as much as an answer may have.
  void awaits_end_of(StreamId stream);
  void awaits_data(StreamId stream, std::size_t octets);
  // Patience::second_thoughts; pauses_reading() leaves meanwhile unread what the peer sends.
  void pauses();
  void pauses_reading();

  // The first step begins with the first octet of the connection.
  void begins_with_preface() { raw_ = true; }
  // The last step does not end where a frame ends, so nothing can be sent behind it.
  void ends_within_a_frame() { open_ended_ = true; }
  // From the last step on, nothing is read.
  void stops_reading() { stops_reading_ = true; }

  // --- for cases of clients ---

  // The stream of the request.
  StreamId stream() const { return request_; }
  // HEADERS with the status 200 and these octets of HPACK behind it. The rest of the response is sent when all else
  // has been, if the client still waits for it then.
  testkit::Frames& begins_response(std::string_view more_hex = {});
  // The script sends the end of the response as well, or there is none.
  void ends_response() { response_ended_ = true; }

  // --- for the one who performs it ---

  // The rest of the response.
  testkit::Bytes rest_of_response() const;

  bool raw() const { return raw_; }
  bool open_ended() const { return open_ended_; }
  // All steps, the last one as well.
  std::vector<Step> steps() const;

 private:
  testkit::Bytes plain(std::string_view method, std::string_view more_hex) const;
  void end_step(Step::Awaits awaits, StreamId stream = 0, std::size_t content = 0, bool reads = true);

  Peer peer_;
  testkit::Frames frames_;
  std::size_t written_ = 0;
  std::vector<Step> steps_;
  bool raw_ = false;
  bool open_ended_ = false;
  bool stops_reading_ = false;
  StreamId request_ = 0;
  bool response_begun_ = false;
  bool response_ended_ = false;
};

// For a server: no preface, but a request of HTTP/1.1.
void ask_in_http11(Script& script);

// The field block of a response with the status 200, and these octets of HPACK behind it.
testkit::Bytes plain_response(const Peer& peer, std::string_view more_hex = {});

// Flow control holds no answer back that has to end.
inline constexpr std::uint32_t room_for_an_answer = 1'000'000;

// The PING that ends a step that awaits its acknowledgment, and the one at the end of a case.
inline constexpr std::uint64_t step_ping = 0x7765'6674'0000'0001;
inline constexpr std::uint64_t last_ping = 0x7765'6674'0000'0002;
// For clients: the PING behind the whole response.
inline constexpr std::uint64_t response_ping = 0x7765'6674'0000'0003;

}  // namespace weft::conformance
