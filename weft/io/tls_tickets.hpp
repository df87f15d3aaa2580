// The sessions that a client may resume, by the name of their server. Only for the sources of this folder.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <list>
#include <mutex>
#include <string>

#include <weft/io/openssl.hpp>

namespace weft::io {

// At most `most`: the oldest go first. From any thread.
class TlsTickets {
 public:
  // Servers give one or two for each connection, and only so many of the newest are worth their memory.
  static constexpr std::size_t most_of_a_server = 4;

  explicit TlsTickets(std::size_t most) : most_(most) {}

  void keep(std::string server, OwnedSession session);
  // The newest one, null without any. One of TLS 1.3 is used once.
  OwnedSession take(const std::string& server);

 private:
  struct Ticket {
    std::string server;
    OwnedSession session;
  };

  const std::size_t most_;
  std::mutex mutex_;
  std::list<Ticket> tickets_;  // the newest first
};

// The connections of this client leave their sessions there. The tickets outlive the connections.
void keep_sessions(SSL_CTX& context, TlsTickets& tickets);
// Before the handshake: offers to resume a session with this server, and notes its name for the sessions to come.
void offer_session(SSL* ssl, const std::string& server_name);

}  // namespace weft::io
