#include <weft/io/tls_context.hpp>

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <weft/base/bytes.hpp>
#include <weft/base/host_pattern.hpp>
#include <weft/io/openssl.hpp>
#include <weft/io/tls_client_asking.hpp>
#include <weft/io/tls_key_log.hpp>
#include <weft/io/tls_notes.hpp>
#include <weft/io/tls_resumption.hpp>
#include <weft/io/tls_stapling.hpp>
#include <weft/io/tls_ticket_sealing.hpp>
#include <weft/io/tls_tickets.hpp>

namespace weft::io {

struct TlsContext::State {
  Role role = Role::server;
  VerifyPeer verify = VerifyPeer::no;
  std::optional<TlsTickets> tickets;  // a client's
  OwnedSslContext context;
  std::vector<TlsCertificate> certificates;
  std::vector<std::string> alpn;
  std::vector<TlsHost> hosts;
  std::vector<std::string> pinned_keys;  // a client's
  std::vector<TlsTicketKey> ticket_keys;
  TlsClientPolicy clients;
  bool asks_clients = false;
  bool staples = false;
};

namespace {

// AES-128 comes first because it is the cheapest where the processor has it, which is everywhere that counts.
constexpr const char* suites_tls13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

// RFC 9113 9.2.2: "A deployment of HTTP/2 over TLS 1.2 SHOULD NOT use any of the prohibited cipher suites listed in
// Appendix A."
constexpr const char* suites_tls12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// A client sends a share of the first one. X25519 is the cheapest: OpenSSL multiplies each point of P-256 once more to
// check it, which is an eighth of a client's handshake. RFC 8446 9.1: "A TLS-compliant application MUST support key
// exchange with secp256r1 (NIST P-256) and SHOULD support key exchange with X25519 [RFC7748]."
constexpr const char* groups = "X25519:P-256:P-384";

void require(bool done, std::string_view what) {
  if (!done) throw TlsError(fmt::format("TLS: {}: {}", what, take_openssl_text()));
}

OwnedSslContext make_context(const SSL_METHOD* method, TlsVersion minimum) {
  OwnedSslContext context(SSL_CTX_new(method));
  require(context != nullptr, "no context");
  SSL_CTX* c = context.get();
  require(SSL_CTX_set_min_proto_version(c, minimum == TlsVersion::tls13 ? TLS1_3_VERSION : TLS1_2_VERSION) == 1,
          "minimum version");
  require(SSL_CTX_set_ciphersuites(c, suites_tls13) == 1 && SSL_CTX_set_cipher_list(c, suites_tls12) == 1,
          "cipher suites");
  require(SSL_CTX_set1_groups_list(c, groups) == 1, "groups");
  SSL_CTX_set_options(c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  log_keys_where_wanted(*c);
  return context;
}

void check_alpn(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) {
      throw TlsError(fmt::format("ALPN name '{}': expected 1 to 255 octets", name));
    }
  }
}

// 32 octets are 43 digits of Base64 and one that fills them up.
void check_pins(const std::vector<std::string>& keys) {
  constexpr std::string_view prefix = "sha256//";
  for (const std::string& key : keys) {
    if (!key.starts_with(prefix) || key.size() != prefix.size() + 44 || key.back() != '=') {
      throw TlsError(fmt::format("pinned key '{}': expected sha256// and the 44 digits of a SHA-256 in Base64", key));
    }
  }
}

void use_certificate(SSL_CTX& context, const TlsCertificate::Parts& parts) {
  require(SSL_CTX_use_cert_and_key(&context, parts.certificate.get(), parts.key.get(), parts.chain.get(), 1) == 1,
          "certificate refused");
}

// --- callbacks: `argument` is the context's State ------------------------------------------------------------------

void on_message(int sending, int /*version*/, int type, const void* octets, std::size_t size, SSL* ssl,
                void* /*unused*/) {
  if (sending != 0 || type != SSL3_RT_HANDSHAKE || size <= longest_client_hello) return;
  if (*static_cast<const std::uint8_t*>(octets) == SSL3_MT_CLIENT_HELLO) notes_of(ssl).hello_too_long = true;
}

const TlsHost* host_for(const TlsContext::State& state, std::string_view name) {
  return best_fit(state.hosts, [name](const TlsHost& each) { return host_fit(each.host, name); });
}

const TlsClientPolicy& clients_of(const TlsContext::State& state, std::string_view name) {
  const TlsHost* host = host_for(state, name);
  return host == nullptr ? state.clients : host->clients;
}

int on_client_hello(SSL* ssl, int* alert, void* argument) {
  note_server_name(ssl);
  const auto& state = *static_cast<const TlsContext::State*>(argument);
  const auto& name = notes_of(ssl).server_name;
  if (notes_of(ssl).hello_too_long) {
    *alert = SSL_AD_ILLEGAL_PARAMETER;
    return SSL_CLIENT_HELLO_ERROR;
  }
  if (!state.asks_clients || ask_client(ssl, clients_of(state, name ? *name : ""))) return SSL_CLIENT_HELLO_SUCCESS;
  *alert = SSL_AD_INTERNAL_ERROR;
  return SSL_CLIENT_HELLO_ERROR;
}

void on_info(const SSL* ssl, int where, int value) {
  if (where == SSL_CB_HANDSHAKE_DONE && SSL_is_server(ssl) == 1) forget_server_name(ssl);
  if (where == SSL_CB_READ_ALERT && value >> 8 == SSL3_AL_FATAL) {
    notes_of(ssl).fatal_alert = static_cast<std::uint8_t>(value & 0xff);
  }
  // OpenSSL answers a renegotiation with a warning and would go on.
  if (where == SSL_CB_WRITE_ALERT && (value & 0xff) == SSL_AD_NO_RENEGOTIATION) notes_of(ssl).renegotiation = true;
}

bool offers(Octets offered, std::string_view name) {
  while (!offered.empty()) {
    const std::size_t size = offered[0];
    if (as_text(offered.subspan(1, size)) == name) return true;
    offered = offered.subspan(1 + size);
  }
  return false;
}

const TlsHost* host_for(const TlsContext::State& state, const SSL& ssl) {
  const char* asked = SSL_get_servername(&ssl, TLSEXT_NAMETYPE_host_name);
  return asked == nullptr || state.hosts.empty() ? nullptr : host_for(state, lower_case(asked));
}

// OpenSSL has checked the form of the list.
int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned int in_size,
            void* argument) {
  notes_of(ssl).alpn_offered = true;
  const auto& state = *static_cast<const TlsContext::State*>(argument);
  const TlsHost* host = host_for(state, *ssl);
  const auto& own = host == nullptr ? state.alpn : host->alpn;
  if (own.empty()) return SSL_TLSEXT_ERR_NOACK;
  for (const std::string& name : own) {
    if (!offers({in, in_size}, name)) continue;
    *out = reinterpret_cast<const unsigned char*>(name.data());
    *out_size = static_cast<unsigned char>(name.size());
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

const TlsCertificate* certificate_for(const TlsContext::State& state, std::string_view name) {
  const auto has_exactly = [name](const TlsCertificate& c) {
    return std::find(c.names().begin(), c.names().end(), name) != c.names().end();
  };
  auto found = std::find_if(state.certificates.begin(), state.certificates.end(), has_exactly);
  if (found == state.certificates.end()) {
    found = std::find_if(state.certificates.begin(), state.certificates.end(),
                         [name](const TlsCertificate& c) { return c.matches(name); });
  }
  return found == state.certificates.end() ? nullptr : &*found;
}

const TlsCertificate* certificate_for(const TlsContext::State& state, const SSL& ssl) {
  if (const TlsHost* host = host_for(state, ssl)) return &host->certificate;
  const char* name = SSL_get_servername(&ssl, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? nullptr : certificate_for(state, lower_case(name));
}

int on_certificate_needed(SSL* ssl, void* argument) {
  const auto& state = *static_cast<const TlsContext::State*>(argument);
  const TlsCertificate* certificate = certificate_for(state, *ssl);
  if (certificate == nullptr || certificate == &state.certificates.front()) return 1;
  const TlsCertificate::Parts& parts = certificate->parts();
  // The default one may have a key of another type, which would still be there to choose.
  SSL_certs_clear(ssl);
  return SSL_use_cert_and_key(ssl, parts.certificate.get(), parts.key.get(), parts.chain.get(), 1);
}

int on_status(SSL* ssl, void* argument) {
  const auto& state = *static_cast<const TlsContext::State*>(argument);
  const TlsCertificate* certificate = certificate_for(state, *ssl);
  return staple(ssl, certificate == nullptr ? state.certificates.front() : *certificate);
}

bool has_staples(const TlsContext::State& state) {
  return std::ranges::any_of(state.certificates, [](const auto& each) { return each.staple() != nullptr; }) ||
         std::ranges::any_of(state.hosts, [](const auto& each) { return each.certificate.staple() != nullptr; });
}

void set_server_callbacks(SSL_CTX& context, TlsContext::State& state) {
  SSL_CTX_set_msg_callback(&context, on_message);
  SSL_CTX_set_client_hello_cb(&context, on_client_hello, &state);
  SSL_CTX_set_info_callback(&context, on_info);
  SSL_CTX_set_alpn_select_cb(&context, on_alpn, &state);
  bind_sessions_to_names(context);
  if (state.staples) {
    // The same as the macros SSL_CTX_set_tlsext_status_cb() and …_arg(), without their casts.
    SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(on_status));
    SSL_CTX_ctrl(&context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, &state);
  }
  if (state.certificates.size() + state.hosts.size() > 1) SSL_CTX_set_cert_cb(&context, on_certificate_needed, &state);
}

void offer_alpn(SSL_CTX& context, const std::vector<std::string>& names) {
  std::vector<std::uint8_t> wire;
  for (const std::string& name : names) {
    wire.push_back(static_cast<std::uint8_t>(name.size()));
    wire.insert(wire.end(), name.begin(), name.end());
  }
  // Unlike its neighbours this function returns 0 when it succeeds.
  require(SSL_CTX_set_alpn_protos(&context, wire.data(), static_cast<unsigned>(wire.size())) == 0, "ALPN");
}

void trust(SSL_CTX& context, const std::string& file, const TlsContext* like) {
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
  if (like != nullptr) return SSL_CTX_set1_cert_store(&context, SSL_CTX_get_cert_store(like->native()));
  if (file.empty()) return require(SSL_CTX_set_default_verify_paths(&context) == 1, "the system's certificates");
  if (SSL_CTX_load_verify_file(&context, file.c_str()) == 1) return;
  throw TlsError(fmt::format("{}: no certificates to trust in it: {} (expected PEM)", file, take_openssl_text()));
}

}  // namespace

TlsTicketKeys random_ticket_keys() {
  TlsTicketKeys keys;
  require(RAND_bytes(keys.data(), static_cast<int>(keys.size())) == 1, "no randomness");
  return keys;
}

std::shared_ptr<const TlsContext> TlsContext::server(TlsServerOptions options) {
  if (options.certificates.empty()) throw TlsError("TLS: a server needs a certificate");
  check_alpn(options.alpn);
  for (const TlsHost& host : options.hosts) check_alpn(host.alpn);
  auto state = std::make_unique<State>();
  state->context = make_context(TLS_server_method(), options.minimum);
  state->certificates = std::move(options.certificates);
  state->alpn = std::move(options.alpn);
  state->hosts = std::move(options.hosts);
  state->clients = std::move(options.clients);
  state->asks_clients = state->clients.asks() ||
                        std::ranges::any_of(state->hosts, [](const TlsHost& host) { return host.clients.asks(); });
  state->staples = has_staples(*state);
  SSL_CTX& context = *state->context;
  use_certificate(context, state->certificates.front().parts());
  require(SSL_CTX_set_num_tickets(&context, 1) == 1, "tickets");
  require(SSL_CTX_set_tlsext_ticket_keys(&context, options.ticket_keys.data(), options.ticket_keys.size()) == 1,
          "ticket keys");
  state->ticket_keys = std::move(options.shared_ticket_keys);
  if (!state->ticket_keys.empty()) seal_tickets_by(context, state->ticket_keys);
  set_server_callbacks(context, *state);
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(state)));
}

std::shared_ptr<const TlsContext> TlsContext::client(const TlsClientOptions& options) {
  check_alpn(options.alpn);
  check_pins(options.pinned_keys);
  auto state = std::make_unique<State>();
  state->role = Role::client;
  state->verify = options.verify;
  state->pinned_keys = options.pinned_keys;
  state->context = make_context(TLS_client_method(), options.minimum);
  if (!options.alpn.empty()) offer_alpn(*state->context, options.alpn);
  if (options.verify == VerifyPeer::yes) {
    trust(*state->context, options.trusted_file, options.trust_of.get());
  }
  if (options.certificate) use_certificate(*state->context, options.certificate->parts());
  SSL_CTX_set_info_callback(state->context.get(), on_info);
  if (options.most_sessions > 0) keep_sessions(*state->context, state->tickets.emplace(options.most_sessions));
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(state)));
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}

TlsContext::~TlsContext() = default;

TlsContext::Role TlsContext::role() const {
  return state_->role;
}

VerifyPeer TlsContext::verify() const {
  return state_->verify;
}

const std::vector<std::string>& TlsContext::pinned_keys() const {
  return state_->pinned_keys;
}

bool TlsContext::staples() const {
  return state_->staples;
}

bool TlsContext::asks_clients() const {
  return state_->asks_clients;
}

const TlsClientPolicy& TlsContext::clients_of(std::string_view host) const {
  return io::clients_of(*state_, host);
}

ssl_ctx_st* TlsContext::native() const {
  return state_->context.get();
}

}  // namespace weft::io
