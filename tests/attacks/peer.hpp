// A client that says whatever a test wants, over a blocking socket with or without TLS.
//
//   Peer peer(server, Transport::tls);
//   peer.greet();                                       // preface, SETTINGS, and the server's
//   peer.frames.headers(1, request("GET"), end_stream);
//   peer.send();                                        // what frames holds and was not sent; reads meanwhile
//   peer.wait([](const Peer& p) { return p.ended(1); });
//   peer.status(1); peer.reset_code(1); peer.goaway();
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

#include <tests/attacks/server_process.hpp>

struct ssl_st;
struct ssl_ctx_st;

namespace weft::attacks {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testkit::Bytes;
using testkit::end_stream;
using testkit::ErrorCode;
using testkit::Frames;
using testkit::Line;
using testkit::request;
using testkit::StreamId;

// `none`: a bare connection to the TLS port.
enum class Handshake : bool { none, done };

struct PeerOptions {
  std::string alpn = "h2";
  Handshake handshake = Handshake::done;
  // The size of the kernel's receive buffer; 0 leaves the default.
  int receive_buffer = 0;
};

class Peer {
 public:
  Peer(const ServerProcess& server, Transport transport, const PeerOptions& options = {});
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Everything that goes out is written here, so that the compression state is right.
  Frames frames;

  void greet(std::initializer_list<frame::Setting> settings = {});
  // False when the connection has ended before all was sent.
  bool send();
  bool send(Octets octets);
  // The same without reading anything; gives up when the server takes nothing for a second.
  bool pour();
  // We send nothing more.
  void finish();
  // Reads until it is true, or the connection has ended, or patience is over; says whether it is true.
  using Condition = std::function<bool(const Peer&)>;
  bool wait(const Condition& condition, milliseconds patience = seconds(5));
  bool wait_closed(milliseconds patience = seconds(5));

  // --- what the server said ----------------------------------------------------------------------------------------
  // 0 without a response.
  int status(StreamId stream) const;
  bool ended(StreamId stream) const { return ended_.contains(stream); }
  std::optional<ErrorCode> reset_code(StreamId stream) const;
  std::size_t resets() const { return resets_.size(); }
  std::optional<ErrorCode> goaway() const;
  std::size_t goaways() const { return goaways_.size(); }
  const std::vector<Line>& goaway_lines() const { return goaways_; }
  std::size_t ping_acks() const { return ping_acks_; }
  std::size_t settings_acks() const { return settings_acks_; }
  bool greeted() const { return greeted_; }
  const std::string& body(StreamId stream) { return transcript_.body(stream); }
  // All octets, for a test that speaks HTTP/1.1.
  const std::string& text() const { return text_; }
  std::size_t received() const { return received_; }
  bool closed() const { return closed_; }

 private:
  void connect(std::uint16_t port, const PeerOptions& options);
  void shake_hands(const PeerOptions& options);
  enum class Reading : bool { no, yes };
  bool transfer(Octets octets, Reading reading);
  std::size_t write_some(Octets octets);
  bool read_some();
  void poll(short events, milliseconds patience) const;
  void take(Octets octets);
  void note(const Line& line);

  int socket_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
  bool speaks_h2_ = true;
  bool closed_ = false;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  std::string text_;
  testkit::Transcript transcript_{http::Role::server};
  std::map<StreamId, int> statuses_;
  std::set<StreamId> ended_;
  std::map<StreamId, ErrorCode> resets_;
  std::vector<Line> goaways_;
  std::size_t ping_acks_ = 0;
  std::size_t settings_acks_ = 0;
  bool greeted_ = false;
};

}  // namespace weft::attacks
