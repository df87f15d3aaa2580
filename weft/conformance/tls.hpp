// How a case begins TLS, and the judgement of what a server makes of it: RFC 9113 3.2, 3.3 and 9.2, and RFC 7301 3.2.
//
//   if (is_settled(offer, heard)) …
//   if (const auto judgement = judge_handshake(offer, heard)) …      // without: the octets that follow are judged
//   judge_afterwards(offer, heard, talk.judgement())
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/conformance/judge.hpp>

namespace weft::conformance {

// A client's side of the handshake.
struct TlsOffer {
  enum class Versions : std::uint8_t { usual, only_11, only_12, only_13 };
  enum class Duty : std::uint8_t {
    speaks_http2,   // h2 is chosen
    may_refuse,     // no handshake, or another protocol, does as well; where h2 is chosen, the case says the rest
    speaks_http11,  // http/1.1 alone is offered
    refuses,        // no protocol that anybody speaks is offered
  };

  Versions versions = Versions::usual;
  // Names of ALPN, the preferred one first; none: no extension.
  std::vector<std::string_view> protocols = {"h2"};
  // Those for TLS 1.2 and older, as OpenSSL names them; empty: all that RFC 9113 9.2.2 allows.
  std::string_view suites = {};
  // The only one for the key exchange, as OpenSSL names it; empty: the usual ones.
  std::string_view group = {};
  // DEFLATE (RFC 3749) is offered, before none. The handshake is not gone on with.
  bool compression = false;
  // The client begins another handshake when it has sent all of its frames.
  bool renegotiates = false;
  // RFC 8446 4.2.6: the client could be asked for a certificate later.
  bool late_certificate = false;
  Duty duty = Duty::speaks_http2;
  // The duty in words; empty where that of the octets is all.
  std::string_view expects = {};
};

struct TlsHeard {
  // It is faulty where what came is no answer to the offer.
  enum class Handshake : std::uint8_t { begun, refused, faulty, done };

  Handshake handshake = Handshake::begun;
  // How it was refused, or the fault: "alert 120 (no application protocol)", "the connection was closed".
  std::string refusal = {};
  // The number of the last alert that is not close_notify (RFC 8446 6); 0 for none.
  std::uint8_t alert = 0;
  // As OpenSSL and RFC 9113 write them: "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256". Empty before the end of the
  // handshake.
  std::string version = {};
  std::string suite = {};
  // Chosen by ALPN; empty without.
  std::string protocol = {};
  // ServerHello has come, with this method of compression.
  bool answered = false;
  std::uint8_t compression = 0;
  // The size of the server's ephemeral key of finite field Diffie-Hellman; 0 where it used another kind.
  int dhe_bits = 0;
  // After the handshake: another one has come to its end, the server has asked for one, or for a certificate.
  bool renegotiated = false;
  bool hello_request = false;
  bool certificate_request = false;
};

// Nothing that comes in this handshake can change the judgement.
bool is_settled(const TlsOffer& offer, const TlsHeard& heard);
// nullopt where the octets behind the handshake tell.
std::optional<Judgement> judge_handshake(const TlsOffer& offer, const TlsHeard& heard);
// `of_octets` is the judgement of what came behind the handshake.
Judgement judge_afterwards(const TlsOffer& offer, const TlsHeard& heard, Judgement of_octets);

// RFC 9113 Appendix A, as far as OpenSSL has them, and suites that are not in it.
std::string_view prohibited_suites();
std::string_view allowed_suites();

}  // namespace weft::conformance
