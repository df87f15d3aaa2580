// One case, performed on a server over a connection of its own.
//
//   Visit visit(loop, place, one, peer, patience, [&](Visit& v) { v.result() … });
//
// A case that begins TLS itself has it here, above a connection in clear; for all others the channel has it.
//
// The result is told once, from the loop and never from inside the constructor; the visit may be destroyed from there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cli/check/exchange.hpp>
#include <cli/check/place.hpp>
#include <cli/check/tls_talk.hpp>
#include <weft/conformance/conversation.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::check {

struct VisitResult {
  // Why there was no connection of HTTP/2; empty where there was one.
  std::string unreachable = {};
  conformance::Judgement judgement = {};
  // The abilities that the server has told, and the octets of its answer on stream 1.
  conformance::Peer peer = {};
  std::string exchange = {};
  std::string recording = {};
  // Only for a case that begins TLS itself.
  conformance::TlsHeard tls = {};
};

class Visit final : private io::ConnectorUser, private io::ChannelUser, private io::Deadline {
 public:
  using Done = std::function<void(Visit& visit)>;

  Visit(io::Loop& loop, const Place& place, const conformance::Case& one, const conformance::Peer& peer,
        const conformance::Patience& patience, Done done);
  ~Visit() override;

  const VisitResult& result() const { return result_; }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;
  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override {}
  void on_closed(std::error_code error, io::Reason reason) override;
  void on_deadline(Time now) override;

  void shake_hands();
  void begin(bool is_secure);
  void take_opened();
  void send(testkit::Bytes octets);
  void go_on();
  void read_as_meant();
  void end(conformance::Heard::End end);
  void unreachable(std::string why);
  void finish();

  io::Loop& loop_;
  Time latest_;
  Done done_;
  const bool recorded_;
  // Both null where the channel has the TLS, or there is none.
  const conformance::TlsOffer* offer_ = nullptr;
  std::unique_ptr<TlsTalk> tls_;
  std::optional<conformance::Judgement> of_handshake_;
  bool has_renegotiated_ = false;
  Exchange exchange_;
  conformance::Conversation talk_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  VisitResult result_;
  bool open_ = false;
  bool paused_ = false;
  bool over_ = false;
  // Work that was posted to the loop is void when the visit is gone.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace weft::cli::check
