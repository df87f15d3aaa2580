// Decides which version a connection speaks (RFC 9113 3).
#include <algorithm>

#include <weft/h1/request_line.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/preface.hpp>
#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

namespace {

using http::client_preface;

std::size_t common_prefix(Octets octets, std::string_view text) {
  const std::size_t most = std::min(octets.size(), text.size());
  std::size_t same = 0;
  while (same < most && octets[same] == static_cast<std::uint8_t>(text[same])) ++same;
  return same;
}

}  // namespace

Connection::Connection(std::unique_ptr<io::Channel> its_channel, Connections& connections)
    : session::Connection(std::move(its_channel), connections.timeouts), connections_(connections) {
  known().id = next_connection_id();
  known().endpoint = connections.options.endpoint;
  known().fallback = Fallback::cleartext;
}

// RFC 9112 3: "request-line = method SP request-target SP HTTP-version". A peer that begins like that can be told
// what is wrong; to all others an answer would be noise.
io::Unsealed Connection::on_unsealed(Octets octets) {
  const std::string_view beginning = as_text(octets.first(std::min(octets.size(), h1::longest_method + 1)));
  const std::size_t space = beginning.find(' ');
  if (!http::is_token(beginning.substr(0, space))) return io::Unsealed::refused;
  unsealed_ = space != beginning.npos;
  if (unsealed_) return io::Unsealed::taken;
  return beginning.size() > h1::longest_method ? io::Unsealed::refused : io::Unsealed::undecided;
}

void Connection::open_engine() {
  if (unsealed_) {
    speak_h1(Fallback::cleartext);
    return engine().expect_tls();
  }
  known().tls = channel().tls();
  const Protocols& protocols = connections_.options.protocols;
  if (facts().tls != nullptr) return negotiate(*facts().tls);
  if (!protocols.http2) return speak_h1(Fallback::not_enabled);
  if (!protocols.http1) return speak_h2();
}

// RFC 9113 3.2: "HTTP/2 over TLS uses the "h2" protocol identifier."
void Connection::negotiate(const io::TlsFacts& tls) {
  const Protocols& protocols = connections_.options.protocols;
  if (protocols.http2 && tls.alpn == "h2") return speak_h2();
  const Fallback why = !protocols.http2   ? Fallback::not_enabled
                       : tls.alpn_offered ? Fallback::peer_chose_http11
                                          : Fallback::no_alpn;
  known().fallback = why;
  if (!protocols.http1) return abandon(Reason::no_common_version);
  speak_h1(why);
}

// RFC 9113 3.3: a client with prior knowledge begins with the preface. The first octet that differs makes it HTTP/1.1,
// and what came before it is the preface's own beginning: only its length is kept.
void Connection::first_octets(Octets octets) {
  const std::size_t kept = preface_seen_;
  preface_seen_ = static_cast<std::uint8_t>(kept + common_prefix(octets, client_preface.substr(kept)));
  const bool differs = preface_seen_ - kept < octets.size() && preface_seen_ < client_preface.size();
  if (differs) {
    speak_h1(Fallback::cleartext);
  } else if (preface_seen_ == client_preface.size()) {
    speak_h2();
  } else {
    return;
  }
  take(as_octets(client_preface.substr(0, kept)));
  take(octets);
}

void Connection::speak_h1(Fallback why) {
  const h1::Options& options = connections_.options.h1;
  engine().start_h1(http::Role::server, options, now());
  known().version = http::Version::http11;
  known().fallback = why;
  known().has_spoken = true;
  limit_age(now() + spread(options.timeouts.age * 9 / 10, options.timeouts.age, facts().id));
  announce();
}

void Connection::speak_h2() {
  const h2::Options& options = connections_.options.h2;
  engine().start_h2(http::Role::server, options, connections_.workspace, now());
  known().version = http::Version::http2;
  known().fallback = Fallback::none;
  known().has_spoken = true;
  limit_age(now() + spread(options.timeouts.age * 9 / 10, options.timeouts.age, facts().id));
  announce();
}

void Connection::announce() {
  announced_ = true;
  // The service reads the time of day, which the engine's answers have and a recording therefore begins with.
  connections_.service.on_connection_open(facts());
  // One that has ended before its version was known has nothing to be heard.
  if (!engine().started()) return;
  const Options& options = connections_.options;
  let_listen(http::Role::server, options.trace, options.h1, options.h2, options.frames);
}

}  // namespace weft::session::server
