// One HTTP/2 connection that asks for a file and waits for all of it; the least that every server understands.
//
//   Client client(loop, to, user);      // connects
//   user: on_ready(client) → client.ask("/6");  on_answered(client) → what comes next
//
// Any error ends the program: a benchmark with a failed connection has no result.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <weft/frame/reader.hpp>
#include <weft/io/connector.hpp>

namespace weft::bench {

class Client;

// Ends the program with a line of text.
[[noreturn]] void give_up(std::string_view what, std::string_view why);

class ClientUser {
 public:
  // May ask.
  virtual void on_ready(Client& client) = 0;
  // All octets of one answer have come.
  virtual void on_answered(Client& client) = 0;

 protected:
  ~ClientUser() = default;
};

struct Server {
  std::uint16_t port = 0;
  // Null for cleartext.
  std::shared_ptr<const io::TlsContext> tls = {};

  // `https://…:8443` or `http://…:8080`, of this machine.
  static Server at(std::string_view url);
};

class Client final : public io::ConnectorUser, private io::ChannelUser, private io::TurnEnd {
 public:
  Client(io::Loop& loop, const Server& server, ClientUser& user);

  void ask(std::string_view path);
  std::uint64_t received() const { return received_; }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;
  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override { on_closed({}, io::Reason::ended); }
  void on_drained() override {}
  void on_closed(std::error_code error, io::Reason reason) override;
  void on_turn_end() override;

  template <class Ignored>
  void on(const Ignored& /*frame*/) {}
  void on(const frame::Headers& headers);
  void on(const frame::DataPiece& piece);
  void on(const frame::Settings& settings);
  void on(const frame::RstStream& /*frame*/) { give_up("the server ends", "a stream"); }
  void on(const frame::Goaway& /*frame*/) { give_up("the server ends", "the connection"); }
  void on(const frame::Faulty& faulty) { give_up("a frame of the server", to_string(faulty.fault)); }
  void append_window_update(std::uint32_t increment);

  ClientUser& user_;
  bool secure_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  frame::Reader reader_;
  // Composed, and sent at the end of the turn.
  Buffer out_;
  std::uint64_t received_ = 0;
  std::uint64_t refilled_ = 0;
  frame::StreamId next_stream_ = 1;
};

}  // namespace weft::bench
