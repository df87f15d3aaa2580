// TLS of a client as a case wants it, which io's clients never speak: octets go in, octets come out. It has no socket.
//
//   TlsTalk tls({.versions = Versions::only_11}, "localhost");
//   send(tls.take_sealed());  tls.receive(octets);  tls.end();
//   tls.heard().handshake                 // and when it is done: tls.send(octets), tls.take_opened()
//
// It does not verify certificates: the connections of all other cases do.
#pragma once

#include <memory>
#include <string>

#include <weft/base/bytes.hpp>
#include <weft/conformance/tls.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::cli::check {

class TlsTalk {
 public:
  // `offer` must outlive it. `name` is the server's; an address is no name to be sent. Throws std::runtime_error where
  // OpenSSL does not know what is to be offered.
  TlsTalk(const conformance::TlsOffer& offer, const std::string& name);
  ~TlsTalk();

  void receive(Octets sealed);
  // The connection has come to its end.
  void end();
  void send(Octets octets);
  // Another handshake begins. An alert against it ends all here: the server is told nothing more, and shows by itself
  // whether it ends the connection.
  void renegotiate();

  // The octets for the server, and those that came from it.
  testkit::Bytes take_sealed();
  testkit::Bytes take_opened();
  const conformance::TlsHeard& heard() const;
  // The server has said that nothing more comes, or that something is wrong.
  bool has_ended() const;

 private:
  struct State;

  void go_on();
  void shake_hands();
  void read();
  void fail();

  std::unique_ptr<State> state_;
};

}  // namespace weft::cli::check
