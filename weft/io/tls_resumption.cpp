#include <weft/io/tls_resumption.hpp>

#include <openssl/tls1.h>

#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/io/openssl.hpp>
#include <weft/io/tls_notes.hpp>

namespace weft::io {

namespace {

// RFC 6066 3: the sizes of the list and of its only name, and the name's type.
constexpr std::size_t before_the_name = 5;

// OpenSSL keeps the name in the session, and therefore in the ticket, only where somebody accepts it.
// RFC 6066 3: "In this event, the server SHALL include an extension of type "server_name" in the (extended) server
// hello."
int accept_server_name(SSL* ssl, int* /*alert*/, void* /*unused*/) {
  const bool named = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr;
  return named ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

bool made_for(const SSL_SESSION* session, std::string_view name) {
  const char* own = SSL_SESSION_get0_hostname(session);
  return lower_case(own == nullptr ? "" : own) == name;
}

// RFC 6066 3: "A server that implements this extension MUST NOT accept the request to resume the session if the
// server_name extension contains a different name. Instead, it proceeds with a full handshake to establish a new
// session."
// Beyond the RFC: a name on one side and none on the other differ, too, and TLS 1.3 is treated as TLS 1.2, for which
// RFC 8446 4.2.11 leaves it to the client.
SSL_TICKET_RETURN on_ticket(SSL* ssl, SSL_SESSION* session, const unsigned char* /*key_name*/, std::size_t /*size*/,
                            SSL_TICKET_STATUS status, void* /*unused*/) {
  if (status == SSL_TICKET_EMPTY || status == SSL_TICKET_NO_DECRYPT) return SSL_TICKET_RETURN_IGNORE_RENEW;
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW) return SSL_TICKET_RETURN_ABORT;
  const auto& name = notes_of(ssl).server_name;
  if (!made_for(session, name ? std::string_view(*name) : std::string_view())) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

}  // namespace

void bind_sessions_to_names(SSL_CTX& context) {
  // The same as the macro SSL_CTX_set_tlsext_servername_callback(), without its cast.
  SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, reinterpret_cast<void (*)()>(accept_server_name));
  SSL_CTX_set_session_ticket_cb(&context, nullptr, on_ticket, nullptr);
}

// OpenSSL looks at the form of the extension later, but before it answers.
void note_server_name(SSL* ssl) {
  auto& name = notes_of(ssl).server_name;
  name.reset();
  const unsigned char* octets = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &octets, &size) != 1 || size < before_the_name) return;
  const Octets host = Octets(octets, size).subspan(before_the_name);
  name = std::make_unique<std::string>(lower_case(std::string(as_text(host))));
}

void forget_server_name(const SSL* ssl) {
  notes_of(ssl).server_name.reset();
}

}  // namespace weft::io
