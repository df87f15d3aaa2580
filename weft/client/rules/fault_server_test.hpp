// A server on a real socket that does what a script says, right or wrong, and notes what it gets.
//
//   FaultServer server(loop);
//   server.scripts.push_back({.on_head = goes_away(1)});       // the first connection
//   server.scripts.push_back({.on_head = answers("hello")});   // and all others
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/io/listener.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::client {

using frame::ErrorCode;
using frame::SettingId;
using testkit::StreamId;

class Peer;
// The peer does something about a request, or about all of the connection.
using Reaction = std::function<void(Peer&, StreamId)>;

// How a connection behaves. Frames that a reaction writes are sent when it has returned.
struct Script {
  // Over HTTP/2, when the head of a request has come, and when all of it has.
  Reaction on_head = {};
  Reaction on_whole = {};
  // When the client has reset a stream.
  Reaction on_reset = {};
  // Over HTTP/1.1, whenever octets have come.
  std::function<void(Peer&)> on_octets = {};
  std::vector<frame::Setting> settings = {};
  // The first SETTINGS come with the first octets of the client, or when a reaction writes them.
  bool greets = true;
  // Credit goes back for all DATA that comes.
  bool reads_bodies = true;
  bool answers_pings = true;
  // Peer::path() is known to the reactions.
  bool reads_paths = false;
};

// One connection that the client has made.
class Peer final : public io::ChannelUser {
 public:
  Peer(std::unique_ptr<io::Channel> channel, Script script) : script_(std::move(script)), channel_(std::move(channel)) {
    channel_->start(*this);
  }

  // --- what it does --------------------------------------------------------------------------------------------------
  testkit::Frames frames;
  void send() {
    const Octets rest = frames.octets().subspan(sent_);
    sent_ += rest.size();
    send(as_text(rest));
  }
  void send(std::string_view text) {
    testkit::Bytes copy = testkit::bytes(as_octets(text));
    channel_->send(copy);
  }
  void close() {
    send();
    channel_->close();
  }
  void settings(const std::vector<frame::Setting>& settings) {
    Buffer out;
    frame::encode_settings(settings, out);
    frames.raw(out.readable());
  }
  // Octets that come are dropped from now on, and nothing is answered: what a path does that has gone.
  void fall_silent() { silent_ = true; }
  // Nothing is read any more, so that the client's transport fills.
  void stop_reading() { channel_->pause(); }

  // --- what it has got -----------------------------------------------------------------------------------------------
  std::string alpn() const { return channel_->tls()->alpn; }
  // All octets over HTTP/1.1; over HTTP/2 those of HEADERS and SETTINGS frames, and the preface.
  const std::string& received() const { return received_; }
  // The streams of the requests, in their order, and how many have come whole.
  const std::vector<StreamId>& requests() const { return requests_; }
  std::size_t whole() const { return whole_; }
  // The path of the request whose head has come last.
  const std::string& path() const { return path_; }
  const std::vector<frame::RstStream>& resets() const { return resets_; }
  std::size_t pings() const { return pings_; }
  // The values of PRIORITY_UPDATE frames.
  const std::vector<std::string>& priorities() const { return priorities_; }
  std::size_t settings_acknowledged() const { return settings_acknowledged_; }
  std::size_t data_octets() const { return data_octets_; }
  std::size_t window_update_octets() const { return window_update_octets_; }
  bool goaway() const { return goaway_; }
  bool closed() const { return closed_; }
  // The heads of the requests, as lines of a transcript.
  std::vector<std::string> heads() const {
    testkit::Transcript transcript(http::Role::client);
    transcript.read(as_octets(received_));
    std::vector<std::string> lines;
    for (const std::string& line : transcript.texts()) {
      if (line.starts_with("HEADERS")) lines.push_back(line);
    }
    return lines;
  }

  void on_open() override {}
  void on_received(MutableOctets octets) override {
    if (silent_) return;
    if (script_.on_octets) {
      received_ += as_text(octets);
      return script_.on_octets(*this);
    }
    input_ += as_text(octets);
    take_frames();
    if (!closed_ && !silent_) send();
  }
  void on_end() override { channel_->close(); }
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override { closed_ = true; }

 private:
  static constexpr std::size_t preface_size = 24;

  void take_frames() {
    std::size_t at = 0;
    if (received_.empty()) {
      if (input_.size() < preface_size) return;
      received_ = input_.substr(0, preface_size);
      at = preface_size;
      if (script_.greets) settings(script_.settings), frames.settings_ack();
    }
    while (input_.size() - at >= frame::header_size && !silent_) {
      const auto header = frame::Header::load(as_octets(input_).data() + at);
      const std::size_t size = frame::header_size + header.length;
      if (input_.size() - at < size) break;
      const std::string whole = input_.substr(at, size);
      at += size;
      take(header, whole);
    }
    input_.erase(0, at);
  }

  void take(const frame::Header& header, const std::string& whole) {
    const auto* payload = as_octets(whole).data() + frame::header_size;
    switch (header.type) {
      case frame::Type::headers:
        received_ += whole;
        requests_.push_back(header.stream);
        if (script_.reads_paths) read_path();
        if (script_.on_head) script_.on_head(*this, header.stream);
        break;
      case frame::Type::settings:
        if (header.has(frame::flag::ack)) ++settings_acknowledged_;
        break;
      case frame::Type::rst_stream:
        resets_.push_back({header.stream, static_cast<ErrorCode>(load_be32(payload))});
        if (script_.on_reset) script_.on_reset(*this, header.stream);
        break;
      case frame::Type::ping:
        if (header.has(frame::flag::ack)) break;
        ++pings_;
        if (script_.answers_pings) frames.raw(frame::Type::ping, frame::flag::ack, 0, {payload, header.length});
        break;
      case frame::Type::priority_update:
        priorities_.push_back(whole.substr(frame::header_size + 4));
        break;
      case frame::Type::window_update:
        window_update_octets_ += load_be32(payload);
        break;
      case frame::Type::data:
        data_octets_ += header.length;
        give_back(header);
        break;
      case frame::Type::goaway:
        goaway_ = true;
        break;
      default:
        break;
    }
    const bool ends = header.type == frame::Type::headers || header.type == frame::Type::data;
    if (!ends || !header.has(frame::flag::end_stream)) return;
    ++whole_;
    if (script_.on_whole) script_.on_whole(*this, header.stream);
  }

  void read_path() {
    transcript_.read(as_octets(received_).subspan(transcribed_));
    transcribed_ = received_.size();
    const std::string head = transcript_.take().back().text;
    const std::size_t begin = head.find(":path=") + 6;
    path_ = head.substr(begin, head.find(' ', begin) - begin);
  }

  void give_back(const frame::Header& header) {
    if (!script_.reads_bodies || header.length == 0) return;
    frames.window_update(0, header.length);
    if (!header.has(frame::flag::end_stream)) frames.window_update(header.stream, header.length);
  }

  const Script script_;
  std::unique_ptr<io::Channel> channel_;
  std::size_t sent_ = 0;
  std::string input_;
  std::string received_;
  testkit::Transcript transcript_{http::Role::client};
  std::size_t transcribed_ = 0;
  std::string path_;
  std::vector<StreamId> requests_;
  std::vector<frame::RstStream> resets_;
  std::size_t whole_ = 0;
  std::size_t pings_ = 0;
  std::vector<std::string> priorities_;
  std::size_t settings_acknowledged_ = 0;
  std::size_t data_octets_ = 0;
  std::size_t window_update_octets_ = 0;
  bool goaway_ = false;
  bool silent_ = false;
  bool closed_ = false;
};

// --- reactions -------------------------------------------------------------------------------------------------------

inline Reaction answers(std::string body = "hello") {
  return [body](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, testkit::response(200)).data(stream, body, testkit::end_stream);
  };
}
inline Reaction answers_with(int status, std::string body = {}) {
  return [status, body](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, testkit::response(status)).data(stream, body, testkit::end_stream);
  };
}
inline Reaction is_silent() {
  return [](Peer&, StreamId) {};
}
inline Reaction resets(ErrorCode code) {
  return [code](Peer& peer, StreamId stream) { peer.frames.rst_stream(stream, code); };
}
// Says that no stream above `last` was processed. With an error the connection ends.
inline Reaction goes_away(StreamId last, ErrorCode code = ErrorCode::no_error) {
  return [last, code](Peer& peer, StreamId) { peer.frames.goaway(last, code); };
}
inline Reaction closes() {
  return [](Peer& peer, StreamId) { peer.close(); };
}
// HEADERS of which a part comes.
inline Reaction closes_in_head() {
  return [](Peer& peer, StreamId stream) {
    peer.frames.headers_block(stream, peer.frames.block(testkit::response(200)), 0);
    peer.close();
  };
}
inline Reaction closes_in_body() {
  return [](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, testkit::response(200)).data(stream, "hel");
    peer.close();
  };
}
inline Reaction sends(std::function<void(testkit::Frames&, StreamId)> write) {
  return [write](Peer& peer, StreamId stream) { write(peer.frames, stream); };
}
// One after the other.
inline Reaction both(Reaction first, Reaction second) {
  return [first, second](Peer& peer, StreamId stream) {
    first(peer, stream);
    second(peer, stream);
  };
}
// The first for the first request of the connection and so on; the last one for all others.
inline Reaction in_turn(std::vector<Reaction> reactions) {
  return [reactions, next = std::size_t{0}](Peer& peer, StreamId stream) mutable {
    reactions[std::min(next++, reactions.size() - 1)](peer, stream);
  };
}
// The answer to each whole request over HTTP/1.1.
inline std::function<void(Peer&)> answers_http11(std::string answer) {
  return [answer](Peer& peer) {
    if (peer.received().ends_with("\r\n\r\n")) peer.send(answer);
  };
}

// --- the server ------------------------------------------------------------------------------------------------------

class FaultServer final : private io::ListenerUser {
 public:
  explicit FaultServer(io::Loop& loop) : loop_(loop) { listen({}); }

  // From now on it speaks TLS, and takes these names in ALPN.
  void speak_tls(std::vector<std::string> alpn = {"h2", "http/1.1"}) {
    const auto certificate = io::make_self_signed({"localhost"}).load();
    speak_tls(io::TlsContext::server({.certificates = {certificate}, .alpn = std::move(alpn)}));
  }
  void speak_tls(std::shared_ptr<const io::TlsContext> context) {
    listen({.tls = std::move(context)});
    secure_ = true;
  }
  void stop() { listener_.reset(); }
  std::string url() const { return fmt::format("{}://127.0.0.1:{}/", secure_ ? "https" : "http", port_); }

  // How each connection behaves, in the order in which they come; the last one serves all others.
  std::deque<Script> scripts;
  std::vector<std::unique_ptr<Peer>> peers;

  std::size_t requests() const {
    std::size_t sum = 0;
    for (const auto& peer : peers) sum += peer->requests().size();
    return sum;
  }

 private:
  void listen(io::ListenerOptions options) {
    listener_.emplace(loop_, std::move(io::listen_on("127.0.0.1", 0).front()), static_cast<io::ListenerUser&>(*this),
                      std::move(options));
    port_ = listener_->addresses().front().port;
  }
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    peers.push_back(std::make_unique<Peer>(std::move(channel), scripts.empty() ? Script{} : scripts.front()));
    if (scripts.size() > 1) scripts.pop_front();
  }
  void on_accept_failed(const std::error_code&, std::size_t) override {}

  io::Loop& loop_;
  std::optional<io::Listener> listener_;
  std::uint16_t port_ = 0;
  bool secure_ = false;
};

}  // namespace weft::client
