#include <weft/io/tls_channel.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include <weft/io/address.hpp>
#include <weft/io/openssl.hpp>
#include <weft/io/tls_client_asking.hpp>
#include <weft/io/tls_peer_certificate.hpp>
#include <weft/io/tls_session.hpp>
#include <weft/io/tls_stapling.hpp>
#include <weft/io/tls_tickets.hpp>

namespace weft::io {

// Gone once the channel is open.
struct TlsChannel::Handshake final : Deadline {
  explicit Handshake(TlsChannel& owner) : channel(owner) {}
  void on_deadline(Time /*now*/) override {
    channel.close_as(std::make_error_code(std::errc::timed_out), Reason::tls_handshake_timeout);
  }

  TlsChannel& channel;
  Duration timeout{};
  std::size_t received = 0;
};

// The last octets of our part of the handshake, a server's ticket for instance. They wait until the end of the turn for
// what the user has to say at once: both leave in one system call.
struct TlsChannel::LastFlight final : TurnEnd {
  explicit LastFlight(TlsChannel& owner) : channel(owner) {}
  void on_turn_end() override { channel.transmit_last_flight(); }

  TlsChannel& channel;
  Buffer octets;
};

namespace {

// One send() seals so much before it sends: more than a turn composes, whose rest would cost a system call of its own.
constexpr std::size_t slice_size = 512 * 1024;

// A hello of the longest kind in records of one octet each, and the rest of a handshake behind it.
constexpr std::size_t longest_handshake = 8 * longest_client_hello;

constexpr std::uint8_t handshake_record = 22;

// RFC 9113 9.2: "If the server is identified by a domain name [DNS-TERMS], clients MUST send the server_name TLS
// extension unless an alternative mechanism to indicate the target host is used."
bool name_server(SSL* ssl, const std::string& name, VerifyPeer verify) {
  const bool address = is_address(name);
  const long type = TLSEXT_NAMETYPE_host_name;
  // The same as the macro SSL_set_tlsext_host_name(), without its cast.
  std::string copy = name;
  if (!address && !name.empty() && SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, type, copy.data()) != 1) return false;
  if (verify == VerifyPeer::no) return true;
  if (name.empty()) return false;
  if (address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
  return SSL_set1_host(ssl, name.c_str()) == 1;
}

Reason reason_of_certificate(const SSL* ssl) {
  switch (SSL_get_verify_result(ssl)) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Reason::tls_certificate_for_another_name;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Reason::tls_certificate_expired;
    default:
      return Reason::tls_certificate_not_trusted;
  }
}

Reason reason_of(int code, bool handshake) {
  switch (code) {
    case SSL_R_NO_APPLICATION_PROTOCOL:
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
      return Reason::tls_no_application_protocol;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_WRONG_SSL_VERSION:
      return Reason::tls_version_not_supported;
    case SSL_R_NO_SHARED_CIPHER:
      return Reason::tls_no_shared_cipher;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return Reason::tls_certificate_missing;
    default:
      return handshake ? Reason::tls_handshake_failed : Reason::tls_failed;
  }
}

TlsFacts facts_of(const TlsSession& session) {
  const SSL* const ssl = session.ssl.get();
  TlsFacts facts;
  facts.version = SSL_get_version(ssl);
  facts.cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl));
  if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) facts.server_name = lower_case(name);
  const unsigned char* alpn = nullptr;
  unsigned alpn_size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &alpn_size);
  facts.alpn = as_text({alpn, alpn_size});
  facts.resumed = SSL_session_reused(ssl) == 1;
  facts.certificate = SSL_is_server(ssl) == 0 ? peer_certificate_of(ssl) : client_certificate_of(ssl);
  facts.asks_by_host = session.context->asks_clients();
  facts.alpn_offered = session.notes.alpn_offered || !facts.alpn.empty();
  return facts;
}

}  // namespace

TlsChannel::TlsChannel(Loop& loop, Connected socket, std::shared_ptr<const TlsContext> context,
                       const TlsChannelOptions& options)
    : SocketChannel(loop, std::move(socket)),
      session_(std::make_unique<TlsSession>(loop, std::move(context))),
      handshake_(std::make_unique<Handshake>(*this)) {
  TlsSession& s = *session_;
  handshake_->timeout = options.handshake_timeout;
  s.ssl.reset(SSL_new(s.context->native()));
  OwnedBio bio = make_tls_bio(s.notes);
  if (!s.ssl || !bio) {
    fail();
    return;
  }
  SSL* ssl = s.ssl.get();
  SSL_set0_rbio(ssl, bio.get());
  BIO_up_ref(bio.get());
  SSL_set0_wbio(ssl, bio.release());
  SSL_set_app_data(ssl, &s.notes);
  if (s.context->role() == TlsContext::Role::server) {
    SSL_set_accept_state(ssl);
    return;
  }
  SSL_set_connect_state(ssl);
  if (!name_server(ssl, options.server_name, s.context->verify())) {
    fail();
    return;
  }
  offer_session(ssl, options.server_name);
}

TlsChannel::TlsChannel(Loop& loop, Connected socket, std::unique_ptr<TlsSession> session)
    : SocketChannel(loop, std::move(socket), Begun::yes), session_(std::move(session)), facts_(facts_of(*session_)) {}

TlsChannel::~TlsChannel() = default;

std::unique_ptr<Channel> TlsSession::unpark(Loop& loop, Connected socket, std::unique_ptr<Seal> seal) {
  std::unique_ptr<TlsSession> session(static_cast<TlsSession*>(seal.release()));
  return std::make_unique<TlsChannel>(loop, std::move(socket), std::move(session));
}

void TlsChannel::send(MutableOctets octets) {
  if (handshake_) return;
  if (unsealed_) return SocketChannel::send(octets);
  while (!octets.empty() && !sending_over()) {
    const MutableOctets slice = octets.first(std::min(octets.size(), slice_size));
    std::size_t sealed = 0;
    if (SSL_write_ex(session_->ssl.get(), slice.data(), slice.size(), &sealed) != 1) return fail();
    transmit_sealed();
    octets = octets.subspan(slice.size());
  }
}

void TlsChannel::resume() {
  SocketChannel::resume();
  if (!kept_.empty()) ask_for_kept();
}

void TlsChannel::finish() {
  if (sending_over()) return;
  if (handshake_) return close();
  if (unsealed_) return SocketChannel::finish();
  // Only sends close_notify, and does not wait for the peer's.
  if (SSL_shutdown(session_->ssl.get()) < 0) ERR_clear_error();
  transmit_sealed();
  SocketChannel::finish();
}

std::optional<ParkedChannel> TlsChannel::park() {
  if (handshake_ || unsealed_ || last_flight_ || !kept_.empty() || !may_park()) return std::nullopt;
  // A record that has begun, or half of the end.
  if (SSL_has_pending(session_->ssl.get()) != 0 || SSL_get_shutdown(session_->ssl.get()) != 0) return std::nullopt;
  return ParkedChannel(take_socket(), std::move(session_));
}

bool TlsChannel::is_certified_for(const std::string& host) const {
  const bool is_verified = !handshake_ && !unsealed_ && session_->context->verify() == VerifyPeer::yes;
  return is_verified && is_peer_certified_for(session_->ssl.get(), host);
}

bool TlsChannel::is_meant_for(std::string_view host) const {
  return unsealed_ || was_asked(session_->ssl.get(), session_->context->clients_of(host));
}

std::string TlsChannel::detail_of_end() const {
  if (!handshake_ || !session_->ssl) return {};
  const int alert = session_->notes.fatal_alert;
  // The reason has the name of this one.
  if (alert == SSL_AD_NO_APPLICATION_PROTOCOL) return {};
  if (alert != 0) return SSL_alert_desc_string_long(alert);
  return session_->context->verify() == VerifyPeer::yes ? fault_of_peer_certificate(session_->ssl.get()) : "";
}

void TlsChannel::begin() {
  loop().deadlines().arm(*handshake_, loop().now() + handshake_->timeout);
  if (session_->context->role() == TlsContext::Role::client) shake_hands();
}

void TlsChannel::take(MutableOctets ciphertext) {
  if (!kept_.empty()) {
    kept_.append(ciphertext);
    return handshake_ ? take_unsealed() : take_kept();
  }
  if (unsealed_) return SocketChannel::take(ciphertext);
  session_->notes.input = ciphertext;
  if (!handshake_) return read_records();
  Handshake& handshake = *handshake_;
  const bool server = session_->context->role() == TlsContext::Role::server;
  if (server && handshake.received == 0 && ciphertext[0] != handshake_record) {
    kept_.append(ciphertext);
    return take_unsealed();
  }
  handshake.received += ciphertext.size();
  if (handshake.received > longest_handshake + Scratch::input_size) {
    return close_as(std::make_error_code(std::errc::message_size), Reason::tls_handshake_too_long);
  }
  shake_hands();
}

// The user may know what else the peer speaks.
void TlsChannel::take_unsealed() {
  switch (user().on_unsealed(kept_.readable())) {
    case Unsealed::undecided:
      return;
    case Unsealed::refused:
      return close_as(std::make_error_code(std::errc::protocol_error), Reason::not_tls);
    case Unsealed::taken:
      break;
  }
  unsealed_ = true;
  handshake_.reset();
  user().on_open();
  take_kept();
}

void TlsChannel::take_end() {
  if (handshake_) return close_as({}, Reason::peer_closed_in_handshake);
  if (unsealed_) return SocketChannel::take_end();
  // Without close_notify somebody else may have made the end; the protocol above judges what that means.
  end_input(Reason::tls_truncated);
}

void TlsChannel::take_kept() {
  if (handshake_ || paused() || closed()) return;
  Buffer kept;
  kept.swap(kept_);
  if (unsealed_) return SocketChannel::take(kept.mutable_readable());
  session_->notes.input = kept.readable();
  read_records();
}

void TlsChannel::shake_hands() {
  session_->notes.starved = false;
  const int done = SSL_do_handshake(session_->ssl.get());
  if (done == 1) return opened();
  transmit_sealed();
  if (!session_->notes.starved) fail();
}

void TlsChannel::opened() {
  TlsSession& s = *session_;
  SSL_set_msg_callback(s.ssl.get(), nullptr);
  if (s.context->asks_clients()) forget_asking(s.ssl.get());
  if (s.context->staples()) forget_staple(s.ssl.get());
  facts_ = facts_of(s);
  handshake_.reset();
  hold_last_flight();
  // Beyond the RFC: who holds another key is nobody to talk to, whoever vouches for it.
  if (!has_expected_key()) return close_as({}, Reason::tls_key_not_pinned);
  user().on_open();
  // Behind the user's own hook.
  if (last_flight_) loop().at_turn_end(*last_flight_);
  if (closed()) return;
  if (paused()) return kept_.append(std::exchange(s.notes.input, {}));
  read_records();
}

bool TlsChannel::has_expected_key() const {
  const auto& pinned = session_->context->pinned_keys();
  return pinned.empty() || std::find(pinned.begin(), pinned.end(), public_key_of(session_->ssl.get())) != pinned.end();
}

void TlsChannel::read_records() {
  TlsSession& s = *session_;
  s.notes.starved = false;
  const MutableOctets room = loop().scratch().plaintext();
  std::size_t filled = 0;
  std::size_t got = 0;
  do {
    if (SSL_read_ex(s.ssl.get(), room.data() + filled, room.size() - filled, &got) != 1) break;
    filled += got;
    // Asking once more would only tell that there is nothing.
    s.notes.starved = s.notes.input.empty() && SSL_has_pending(s.ssl.get()) == 0;
  } while (!s.notes.starved);
  transmit_sealed();
  // A fatal alert looks like close_notify here.
  const bool ended = (SSL_get_shutdown(s.ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0 && s.notes.fatal_alert == 0;
  if ((!s.notes.starved && !ended) || s.notes.renegotiation) return fail();
  if (filled > 0) user().on_received(room.first(filled));
  if (ended && !closed()) end_input(Reason::ended);
}

void TlsChannel::fail() {
  transmit_sealed();
  // The errors before say what is wrong with the certificate: a signature, for instance.
  const bool not_verified = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  const std::error_code error = take_openssl_error();
  const TlsNotes& notes = session_->notes;
  if (notes.hello_too_long) return close_as(error, Reason::tls_client_hello_too_long);
  // RFC 9113 9.2.1: "An endpoint MUST treat a TLS renegotiation as a connection error (Section 5.4.1) of type
  // PROTOCOL_ERROR."
  if (notes.renegotiation) return close_as(std::make_error_code(std::errc::protocol_error), Reason::tls_renegotiation);
  const int code = ERR_GET_REASON(static_cast<unsigned long>(static_cast<unsigned>(error.value())));
  // RFC 7301 3.2: the server says by an alert that it speaks none of the protocols.
  const bool says_nothing_else = code != SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL;
  if (notes.fatal_alert != 0 && says_nothing_else) return close_as(error, Reason::tls_peer_alert);
  if (not_verified) return close_as(error, reason_of_certificate(session_->ssl.get()));
  close_as(error, reason_of(code, handshake_ != nullptr));
}

void TlsChannel::transmit_sealed() {
  Buffer& sealed = loop().scratch().sealed();
  if (sealed.empty()) return;
  if (last_flight_) {
    last_flight_->octets.append(sealed.readable());
    transmit_last_flight();
  } else {
    transmit(sealed.readable());
  }
  sealed.clear();
}

void TlsChannel::hold_last_flight() {
  Buffer& sealed = loop().scratch().sealed();
  if (sealed.empty()) return;
  last_flight_ = std::make_unique<LastFlight>(*this);
  last_flight_->octets.append(sealed.readable());
  sealed.clear();
}

void TlsChannel::transmit_last_flight() {
  const auto flight = std::move(last_flight_);
  transmit(flight->octets.readable());
}

}  // namespace weft::io
