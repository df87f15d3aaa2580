// A connected transport: octets in, octets out, in order. TCP, UNIX socket, TLS over either, or memory.
//
//   1. The listener (or a connector) makes a Channel and its owner calls start(user).
//   2. on_open() comes once: for TLS after the handshake, so that tls()->alpn is known.
//   3. on_received() brings octets; send() takes octets. Octets that the kernel does not take stay in the backlog;
//      on_drained() says when they have gone. A sender should compose nothing new while backlog() is not 0.
//   4. finish() half-closes after the backlog; close() ends both directions. on_closed() is always the last call, and
//      never comes from inside a call of ours into the channel.
//   5. park() leaves little of an idle channel; another channel takes over when something happens.
//
// Everything happens on the loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/io/parked_channel.hpp>
#include <weft/io/reason.hpp>
#include <weft/io/socket_octets.hpp>

namespace weft::io {

class Loop;

// The certificate that the peer has shown.
struct PeerCertificate {
  // The name that fits the server that was wanted, else its first name; empty where it has none.
  std::string name;
  std::string issuer;
  std::chrono::system_clock::time_point expires;
  // For a client's alone: "CN=ada,O=Example" as RFC 2253 writes it, and the SHA-256 of the certificate in hexadecimal.
  std::string subject = {};
  std::string fingerprint = {};
};

struct TlsFacts {
  std::string version;      // "TLSv1.3"
  std::string cipher;       // "TLS_AES_128_GCM_SHA256"
  std::string server_name;  // SNI, lower case; empty without
  std::string alpn;         // what both sides agreed on; empty without
  // The peer sent an ALPN extension, whatever came of it.
  bool alpn_offered = false;
  // An earlier session goes on: the certificate is the one that was shown then.
  bool resumed = false;
  // Some hosts of this server want a certificate of their clients: Channel::is_meant_for().
  bool asks_by_host = false;
  // Null where the peer has none, as most clients.
  std::shared_ptr<const PeerCertificate> certificate = {};
};

// How a channel with TLS treats a peer that does not speak TLS.
enum class Unsealed : std::uint8_t {
  undecided,  // more octets will tell
  taken,      // the channel opens in clear, with tls() null
  refused,    // it closes
};

class ChannelUser {
 public:
  virtual void on_open() = 0;
  // Before on_open(): the first octets, all that have come so far, are not those of TLS.
  virtual Unsealed on_unsealed(Octets /*octets*/) { return Unsealed::refused; }
  // Valid during the call only. The octets may be changed in place.
  virtual void on_received(MutableOctets octets) = 0;
  // The peer will send nothing more; we still may.
  virtual void on_end() = 0;
  virtual void on_drained() = 0;
  // `error` is empty after an orderly end.
  virtual void on_closed(std::error_code error, Reason reason) = 0;

 protected:
  ~ChannelUser() = default;
};

class Channel {
 public:
  virtual ~Channel() = default;

  virtual void start(ChannelUser& user) = 0;
  // Sends now what the transport takes in one system call and keeps the rest. `octets` may be overwritten (sealed in
  // place).
  virtual void send(MutableOctets octets) = 0;
  // Octets accepted by send() and not yet taken by the transport.
  virtual std::size_t backlog() const = 0;
  // While paused nothing is read; the peer is held back by the transport's own window.
  virtual void pause() = 0;
  virtual void resume() = 0;
  virtual void finish() = 0;
  virtual void close() = 0;
  // Closes so that the peer cannot take it for an orderly end.
  virtual void reset() { close(); }
  // A channel that was parked can only be destroyed, and on_closed() does not come. nullopt, and nothing has happened,
  // where something is under way, or where this kind of channel cannot be parked.
  virtual std::optional<ParkedChannel> park() { return std::nullopt; }

  virtual const Address& peer() const = 0;
  virtual const Address& local() const = 0;
  // Null on a cleartext channel; valid from on_open().
  virtual const TlsFacts* tls() const = 0;
  // The certificate that the peer has shown is good for this name or address as well, as far as it was checked when the
  // channel opened. Never without TLS, and never where certificates are not verified.
  virtual bool is_certified_for(const std::string& /*host*/) const { return false; }
  // On a server, the handshake has asked the client for all that this host wants to see of its certificate. `host` is a
  // name in lower case.
  virtual bool is_meant_for(std::string_view /*host*/) const { return true; }
  // Within on_closed() of a channel that never opened: what the reason does not say, such as the names that the peer's
  // certificate is good for. Empty where there is nothing to add.
  virtual std::string detail_of_end() const { return {}; }
  // The time to the peer and back, as the transport has measured it; 0 if it does not.
  virtual Duration round_trip() const = 0;
  // nullopt where nobody counts them, and once it is closed.
  virtual std::optional<SocketOctets> octets() const { return std::nullopt; }
  // Octets wait because the peer's program does not read; once it is closed, they did at the end. A peer whose octets
  // nobody counts is on this machine: there is no network to wait for.
  virtual bool is_held_by_peer() const {
    const auto counted = octets();
    return !counted || counted->is_held_by_peer;
  }
  virtual Loop& loop() = 0;
};

}  // namespace weft::io
