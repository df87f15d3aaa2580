// One client, and the connection to the server that is made for it. Octets pass unchanged; each direction waits for the
// other end to take them, so that no more than one read of a socket is held. A trace of both is told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cli/get/screen.hpp>
#include <cli/inspect/origin.hpp>
#include <weft/base/buffer.hpp>
#include <weft/http/head.hpp>
#include <weft/session/trace_user.hpp>
#include <weft/trace/tap.hpp>

namespace weft::cli::inspect {

class Bridge;

// Things that all bridges share.
struct Place {
  struct Totals {
    std::uint64_t connections = 0;
    std::uint64_t octets_to_server = 0;
    std::uint64_t octets_to_clients = 0;
  };

  io::Loop& loop;
  Origin& origin;
  get::Screen& out;
  // Hears of each connection, under the number of its bridge.
  session::TraceUser& trace;
  Time began = {};
  Totals totals = {};
};

class BridgeUser {
 public:
  // Both ends are closed. The bridge may be destroyed later, not from here.
  virtual void on_over(Bridge& bridge) = 0;

 protected:
  ~BridgeUser() = default;
};

class Bridge final : private io::ConnectorUser {
 public:
  Bridge(Place& place, BridgeUser& user, std::uint64_t number, std::unique_ptr<io::Channel> client);
  ~Bridge();

  std::uint64_t number() const { return number_; }

 private:
  class Side;

  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;

  void client_opened();
  void look_at_first(Octets octets);
  void connect(http::Version version);
  void server_opened();
  void begin_trace();
  void pass(Side& from, MutableOctets octets);
  void side_ended(Side& side);
  void side_closed(Side& side, std::error_code error, io::Reason reason);
  void refuse(std::string_view why);
  void end(io::Reason reason);
  void note(std::string_view words) const;
  Side& other(const Side& side) const;

  Place& place_;
  BridgeUser& user_;
  const std::uint64_t number_;
  std::unique_ptr<Side> client_;
  std::unique_ptr<Side> server_;
  std::unique_ptr<io::Connector> connector_;
  // Known from the client's TLS, or from its first octets, which wait here for the server.
  std::optional<http::Version> version_;
  Buffer first_;
  bool client_has_ended_ = false;
  // The reason has been told.
  bool refused_ = false;
  // Once both ends are open.
  std::unique_ptr<trace::Reader> reader_;
  std::optional<trace::Tap> tap_;
};

}  // namespace weft::cli::inspect
