#include <weft/io/tls_tickets.hpp>

#include <openssl/x509v3.h>

#include <ctime>
#include <utility>

#include <weft/io/address.hpp>
#include <weft/io/tls_notes.hpp>

namespace weft::io {

namespace {

constexpr std::time_t week = 7L * 24 * 60 * 60;

bool is_tls13(const SSL_SESSION* session) {
  return SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION;
}

// RFC 8446 4.6.1: "Clients MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime".
bool is_fresh(const SSL_SESSION* session) {
  return SSL_SESSION_is_resumable(session) == 1 && std::time(nullptr) - SSL_SESSION_get_time(session) < week;
}

// Resumption shows no certificate, so the one of the session's first handshake must still do.
bool is_certified(SSL_SESSION* session, const std::string& server) {
  X509* certificate = SSL_SESSION_get0_peer(session);
  if (certificate == nullptr || X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) return false;
  if (is_address(server)) return X509_check_ip_asc(certificate, server.c_str(), 0) == 1;
  return X509_check_host(certificate, server.data(), server.size(), 0, nullptr) == 1;
}

TlsTickets* tickets_of(const SSL* ssl) {
  return static_cast<TlsTickets*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

// A copy is kept: OpenSSL spoils the session of a connection that ends without close_notify.
int on_session(SSL* ssl, SSL_SESSION* session) {
  const auto& server = notes_of(ssl).server_name;
  if (server && SSL_SESSION_is_resumable(session) == 1) {
    tickets_of(ssl)->keep(*server, OwnedSession(SSL_SESSION_dup(session)));
  }
  return 0;
}

}  // namespace

void TlsTickets::keep(std::string server, OwnedSession session) {
  if (!session) return;
  const std::lock_guard lock(mutex_);
  tickets_.push_front({std::move(server), std::move(session)});
  std::size_t same = 0;
  tickets_.remove_if(
      [&](const Ticket& each) { return each.server == tickets_.front().server && ++same > most_of_a_server; });
  if (tickets_.size() > most_) tickets_.pop_back();
}

// RFC 8446 C.4: "Clients SHOULD NOT reuse a ticket for multiple connections." Before TLS 1.3 each connection of a
// session may.
OwnedSession TlsTickets::take(const std::string& server) {
  const std::lock_guard lock(mutex_);
  tickets_.remove_if([](const Ticket& each) { return !is_fresh(each.session.get()); });
  for (auto each = tickets_.begin(); each != tickets_.end(); ++each) {
    if (each->server != server) continue;
    if (!is_tls13(each->session.get())) return OwnedSession(SSL_SESSION_dup(each->session.get()));
    OwnedSession session = std::move(each->session);
    tickets_.erase(each);
    return session;
  }
  return nullptr;
}

void keep_sessions(SSL_CTX& context, TlsTickets& tickets) {
  SSL_CTX_set_app_data(&context, &tickets);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(&context, on_session);
}

void offer_session(SSL* ssl, const std::string& server_name) {
  TlsTickets* tickets = tickets_of(ssl);
  // Servers without a name cannot be told apart.
  if (tickets == nullptr || server_name.empty()) return;
  const std::string& server = *(notes_of(ssl).server_name = std::make_unique<std::string>(lower_case(server_name)));
  const OwnedSession session = tickets->take(server);
  if (!session) return;
  const bool verify = (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0;
  if (!verify || is_certified(session.get(), server)) SSL_set_session(ssl, session.get());
}

}  // namespace weft::io
