#include <cli/check/tls_talk.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <weft/io/address.hpp>

namespace weft::cli::check {

using conformance::TlsHeard;
using conformance::TlsOffer;

namespace {

struct Release {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

template <class T>
using Owned = std::unique_ptr<T, Release>;

std::string openssl_text() {
  const char* text = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return text == nullptr ? "unknown" : text;
}

void require(bool done, std::string_view what) {
  if (!done) throw std::runtime_error(fmt::format("TLS: {}: {}", what, openssl_text()));
}

std::pair<int, int> versions_of(const TlsOffer& offer) {
  switch (offer.versions) {
    case TlsOffer::Versions::only_11:
      return {TLS1_VERSION, TLS1_1_VERSION};
    case TlsOffer::Versions::only_12:
      return {TLS1_2_VERSION, TLS1_2_VERSION};
    case TlsOffer::Versions::only_13:
      return {TLS1_3_VERSION, TLS1_3_VERSION};
    case TlsOffer::Versions::usual:
      break;
  }
  return {TLS1_2_VERSION, TLS1_3_VERSION};
}

// RFC 7301 3.1: each name is preceded by its length.
std::vector<std::uint8_t> on_the_wire(const std::vector<std::string_view>& protocols) {
  std::vector<std::uint8_t> wire;
  for (const std::string_view name : protocols) {
    wire.push_back(static_cast<std::uint8_t>(name.size()));
    wire.insert(wire.end(), name.begin(), name.end());
  }
  return wire;
}

Owned<SSL_CTX> context_of(const TlsOffer& offer) {
  Owned<SSL_CTX> made(SSL_CTX_new(TLS_client_method()));
  require(made != nullptr, "no context");
  SSL_CTX* const c = made.get();
  const auto [oldest, newest] = versions_of(offer);
  require(SSL_CTX_set_min_proto_version(c, oldest) == 1 && SSL_CTX_set_max_proto_version(c, newest) == 1, "versions");
  // Some cases offer versions and suites that OpenSSL takes for too weak.
  SSL_CTX_set_security_level(c, 0);
  SSL_CTX_set_options(c, SSL_OP_LEGACY_SERVER_CONNECT);
  const std::string suites(offer.suites.empty() ? conformance::allowed_suites() : offer.suites);
  require(SSL_CTX_set_cipher_list(c, suites.c_str()) == 1, "cipher suites");
  const std::string groups(offer.group.empty() ? "X25519:P-256:P-384" : offer.group);
  require(SSL_CTX_set1_groups_list(c, groups.c_str()) == 1, "groups");
  const std::vector<std::uint8_t> protocols = on_the_wire(offer.protocols);
  // Unlike its neighbours this function returns 0 when it succeeds.
  if (!protocols.empty())
    require(SSL_CTX_set_alpn_protos(c, protocols.data(), static_cast<unsigned>(protocols.size())) == 0, "ALPN");
  SSL_CTX_set_post_handshake_auth(c, offer.late_certificate ? 1 : 0);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  return made;
}

// RFC 5246 7.4.1.3: version, random, session_id, cipher_suite, compression_method, behind the type and the length.
void note_server_hello(TlsHeard& heard, Octets message) {
  constexpr std::size_t before_session = 4 + 2 + 32;
  if (message.size() <= before_session) return;
  const std::size_t at = before_session + 1 + message[before_session] + 2;
  if (message.size() <= at) return;
  heard.answered = true;
  heard.compression = message[at];
}

void on_message(int sending, int /*version*/, int type, const void* octets, std::size_t size, SSL* ssl,
                void* argument) {
  if (sending != 0 || type != SSL3_RT_HANDSHAKE || size == 0) return;
  auto& heard = *static_cast<TlsHeard*>(argument);
  const Octets message{static_cast<const std::uint8_t*>(octets), size};
  if (message[0] == SSL3_MT_SERVER_HELLO) note_server_hello(heard, message);
  if (heard.handshake != TlsHeard::Handshake::done) return;
  if (message[0] == SSL3_MT_HELLO_REQUEST) heard.hello_request = true;
  // In TLS 1.2 it belongs to another handshake.
  if (message[0] == SSL3_MT_CERTIFICATE_REQUEST && SSL_version(ssl) == TLS1_3_VERSION) heard.certificate_request = true;
}

void on_info(const SSL* ssl, int where, int value) {
  auto& heard = *static_cast<TlsHeard*>(SSL_get_app_data(ssl));
  const int alert = value & 0xff;
  if (where == SSL_CB_READ_ALERT && alert != SSL_AD_CLOSE_NOTIFY) heard.alert = static_cast<std::uint8_t>(alert);
  const bool was_done = heard.handshake == TlsHeard::Handshake::done;
  // TLS 1.3 calls each message behind the handshake another one.
  if (where == SSL_CB_HANDSHAKE_DONE && was_done && SSL_version(ssl) < TLS1_3_VERSION) heard.renegotiated = true;
}

// OpenSSL as Debian has it knows no compression. RFC 5246 7.4.1.2: legacy_compression_methods stands behind the cipher
// suites, and has an octet for each method; a record and its message begin with their lengths.
void offer_compression(testkit::Bytes& hello) {
  constexpr std::size_t record = 5;
  constexpr std::size_t session = record + 4 + 2 + 32;
  constexpr std::uint8_t deflate = 1;
  const auto count = [&hello](std::size_t at) { return static_cast<unsigned>(hello.at(at) << 8U | hello.at(at + 1)); };
  const auto grow = [&](std::size_t at) {
    const unsigned size = count(at) + 1;
    hello.at(at) = static_cast<std::uint8_t>(size >> 8U);
    hello.at(at + 1) = static_cast<std::uint8_t>(size);
  };
  const std::size_t suites = session + 1 + hello.at(session);
  const std::size_t methods = suites + 2 + count(suites);
  ++hello.at(methods);
  hello.insert(hello.begin() + static_cast<std::ptrdiff_t>(methods) + 1, deflate);
  grow(3);
  grow(record + 2);
}

int dhe_bits_of(SSL* ssl) {
  EVP_PKEY* key = nullptr;
  // The same as the macro SSL_get_peer_tmp_key().
  if (SSL_ctrl(ssl, SSL_CTRL_GET_PEER_TMP_KEY, 0, static_cast<void*>(&key)) != 1) return 0;
  const Owned<EVP_PKEY> owned(key);
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_DH ? EVP_PKEY_get_bits(key) : 0;
}

}  // namespace

struct TlsTalk::State {
  State(const TlsOffer& its_offer, const std::string& name)
      : offer(its_offer), context(context_of(offer)), ssl(SSL_new(context.get())) {
    require(ssl != nullptr, "no connection");
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), in, out);
    require(in != nullptr && out != nullptr, "no buffers");
    SSL_set_connect_state(ssl.get());
    SSL_set_app_data(ssl.get(), &heard);
    SSL_set_info_callback(ssl.get(), on_info);
    SSL_set_msg_callback(ssl.get(), on_message);
    SSL_set_msg_callback_arg(ssl.get(), &heard);
    std::string copy = name;
    // The same as the macro SSL_set_tlsext_host_name(), without its cast.
    if (!io::is_address(name))
      require(SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy.data()) == 1, "name");
  }

  const TlsOffer& offer;
  TlsHeard heard;
  Owned<SSL_CTX> context;
  Owned<SSL> ssl;
  testkit::Bytes opened;
  bool has_said_hello = false;
  // OpenSSL goes on with nothing any more.
  bool broken = false;
};

TlsTalk::TlsTalk(const TlsOffer& offer, const std::string& name) : state_(std::make_unique<State>(offer, name)) {
  go_on();
}

TlsTalk::~TlsTalk() = default;

const TlsHeard& TlsTalk::heard() const {
  return state_->heard;
}

bool TlsTalk::has_ended() const {
  return (SSL_get_shutdown(state_->ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsTalk::receive(Octets sealed) {
  BIO_write(SSL_get_rbio(state_->ssl.get()), sealed.data(), static_cast<int>(sealed.size()));
  go_on();
}

void TlsTalk::end() {
  TlsHeard& heard = state_->heard;
  if (heard.handshake != TlsHeard::Handshake::begun) return;
  heard.handshake = TlsHeard::Handshake::refused;
  heard.refusal = "the connection was closed";
}

void TlsTalk::send(Octets octets) {
  if (state_->broken || octets.empty()) return;
  ERR_clear_error();
  std::size_t taken = 0;
  if (SSL_write_ex(state_->ssl.get(), octets.data(), octets.size(), &taken) != 1) fail();
}

// OpenSSL writes ClientHello in the handshake that begins, and takes data that comes before its answer only in read().
void TlsTalk::renegotiate() {
  if (state_->broken) return;
  ERR_clear_error();
  if (SSL_renegotiate(state_->ssl.get()) != 1) return fail();
  if (SSL_do_handshake(state_->ssl.get()) != 1) fail();
}

testkit::Bytes TlsTalk::take_sealed() {
  testkit::Bytes out;
  if (state_->broken && state_->offer.renegotiates) return out;
  std::array<std::uint8_t, 16'384> some;
  for (int got; (got = BIO_read(SSL_get_wbio(state_->ssl.get()), some.data(), static_cast<int>(some.size()))) > 0;)
    out.insert(out.end(), some.begin(), some.begin() + got);
  const bool is_hello = !out.empty() && !std::exchange(state_->has_said_hello, true);
  if (is_hello && state_->offer.compression) offer_compression(out);
  return out;
}

testkit::Bytes TlsTalk::take_opened() {
  return std::exchange(state_->opened, {});
}

void TlsTalk::go_on() {
  if (state_->broken) return;
  ERR_clear_error();
  if (state_->heard.handshake == TlsHeard::Handshake::begun) shake_hands();
  if (state_->heard.handshake == TlsHeard::Handshake::done) read();
}

void TlsTalk::shake_hands() {
  SSL* const ssl = state_->ssl.get();
  if (SSL_do_handshake(ssl) != 1) return fail();
  TlsHeard& heard = state_->heard;
  heard.handshake = TlsHeard::Handshake::done;
  heard.version = SSL_get_version(ssl);
  heard.suite = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl));
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &chosen, &size);
  heard.protocol = as_text({chosen, size});
  heard.dhe_bits = dhe_bits_of(ssl);
}

void TlsTalk::read() {
  std::array<std::uint8_t, 16'384> some;
  for (std::size_t got = 0;;) {
    if (SSL_read_ex(state_->ssl.get(), some.data(), some.size(), &got) != 1) return fail();
    state_->opened.insert(state_->opened.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(got));
  }
}

// Where OpenSSL has only read all that there is, nothing has failed.
void TlsTalk::fail() {
  const int why = SSL_get_error(state_->ssl.get(), -1);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return;
  state_->broken = true;
  TlsHeard& heard = state_->heard;
  const std::string text = openssl_text();
  if (heard.handshake != TlsHeard::Handshake::begun) return;
  if (heard.alert == 0) {
    heard.handshake = TlsHeard::Handshake::faulty;
    heard.refusal = text;
    return;
  }
  heard.handshake = TlsHeard::Handshake::refused;
  heard.refusal = fmt::format("alert {} ({})", heard.alert, SSL_alert_desc_string_long(heard.alert));
}

}  // namespace weft::cli::check
