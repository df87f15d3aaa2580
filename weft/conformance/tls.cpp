#include <weft/conformance/tls.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace weft::conformance {

namespace {

using Duty = TlsOffer::Duty;
using Handshake = TlsHeard::Handshake;

// RFC 8446 6, RFC 5246 7.2 and RFC 7301 3.2.
constexpr std::uint8_t no_renegotiation = 100;
constexpr std::uint8_t no_application_protocol = 120;

// "TLSv1.2 with TLS_RSA_WITH_AES_128_GCM_SHA256 and h2"
std::string agreement(const TlsHeard& heard) {
  return fmt::format("{} with {} and {}", heard.version, heard.suite,
                     heard.protocol.empty() ? "no protocol of ALPN" : heard.protocol);
}

Judgement judge_refusal(const TlsOffer& offer, const TlsHeard& heard) {
  std::string found = "the handshake ends: " + heard.refusal;
  switch (offer.duty) {
    case Duty::speaks_http2:
      return {Verdict::wrong, std::move(found)};
    case Duty::may_refuse:
      return {Verdict::exact, std::move(found)};
    case Duty::speaks_http11:
    case Duty::refuses:
      break;
  }
  // RFC 7301 3.2: "In the event that the server supports no protocols that the client advertises, then the server SHALL
  // respond with a fatal "no_application_protocol" alert." Another end of the handshake is as good as this one for the
  // client, which has no connection.
  return {heard.alert == no_application_protocol ? Verdict::exact : Verdict::allowed, std::move(found)};
}

// A server that answers an old version by a newer one has not agreed on it.
Judgement judge_fault(const TlsOffer& offer, const TlsHeard& heard) {
  const bool is_newer = offer.versions == TlsOffer::Versions::only_11;
  return {is_newer ? Verdict::exact : Verdict::wrong, "no answer to what was offered: " + heard.refusal};
}

bool has_offered(const TlsOffer& offer, std::string_view protocol) {
  return std::ranges::find(offer.protocols, protocol) != offer.protocols.end();
}

std::optional<Judgement> judge_choice(const TlsOffer& offer, const TlsHeard& heard) {
  const std::string& chosen = heard.protocol;
  if (!chosen.empty() && !has_offered(offer, chosen))
    return Judgement{Verdict::wrong, agreement(heard) + ", which was not offered"};
  // RFC 9113 3.2: "The "h2c" protocol identifier MUST NOT be sent by a client or selected by a server"
  if (chosen == "h2c") return Judgement{Verdict::wrong, agreement(heard)};
  if (chosen == "h2") return std::nullopt;
  switch (offer.duty) {
    case Duty::speaks_http2:
      return Judgement{chosen.empty() ? Verdict::wrong : Verdict::allowed, agreement(heard)};
    case Duty::may_refuse:
      // RFC 9113 3.3: the octets tell whether HTTP/2 is spoken although nobody has negotiated it.
      if (offer.protocols.empty()) return std::nullopt;
      return Judgement{Verdict::exact, agreement(heard)};
    case Duty::speaks_http11:
      return std::nullopt;
    case Duty::refuses:
      break;
  }
  return Judgement{Verdict::wrong, agreement(heard)};
}

// RFC 9113 9.2.1: "A deployment of HTTP/2 over TLS 1.2 MUST disable renegotiation. An endpoint MUST treat a TLS
// renegotiation as a connection error (Section 5.4.1) of type PROTOCOL_ERROR." Where an alert refuses it, there is
// none: the first sentence is kept, and the alert has said why the connection ends.
Judgement judge_renegotiation(const TlsHeard& heard, Judgement of_octets) {
  if (heard.renegotiated) return {Verdict::wrong, "another handshake, to its end"};
  if (of_octets.verdict == Verdict::exact || heard.alert == 0) return of_octets;
  const std::string refusal = fmt::format("alert {}, and {}", heard.alert, of_octets.found);
  if (of_octets.verdict == Verdict::without_goaway) return {Verdict::exact, refusal};
  if (heard.alert == no_renegotiation) return {Verdict::allowed, refusal};
  return of_octets;
}

}  // namespace

bool is_settled(const TlsOffer& offer, const TlsHeard& heard) {
  return heard.handshake != Handshake::begun || (offer.compression && heard.answered);
}

std::optional<Judgement> judge_handshake(const TlsOffer& offer, const TlsHeard& heard) {
  // RFC 9113 9.2.1: "A deployment of HTTP/2 over TLS 1.2 MUST disable compression."
  if (offer.compression && heard.answered) {
    if (heard.compression == 0) return Judgement{Verdict::exact, "no compression"};
    return Judgement{Verdict::wrong, fmt::format("compression by method {}", heard.compression)};
  }
  if (heard.handshake == Handshake::refused) return judge_refusal(offer, heard);
  if (heard.handshake == Handshake::faulty) return judge_fault(offer, heard);
  if (heard.handshake == Handshake::begun) return Judgement{Verdict::hangs, "no end of the handshake"};
  return judge_choice(offer, heard);
}

Judgement judge_afterwards(const TlsOffer& offer, const TlsHeard& heard, Judgement of_octets) {
  // RFC 9113 9.2.3: "HTTP/2 servers MUST NOT send post-handshake TLS 1.3 CertificateRequest messages."
  if (heard.certificate_request) return {Verdict::wrong, "CertificateRequest after the handshake"};
  // RFC 9113 9.2.1: "any renegotiation MUST occur prior to sending the connection preface."
  if (heard.hello_request) return {Verdict::wrong, "HelloRequest after the handshake"};
  // RFC 9113 9.2.1: "Implementations MUST support ephemeral key exchange sizes of at least 2048 bits for cipher suites
  // that use ephemeral finite field Diffie-Hellman (DHE)"
  if (heard.dhe_bits > 0 && heard.dhe_bits < 2'048)
    return {Verdict::wrong, fmt::format("{}, an ephemeral key of {} bits", agreement(heard), heard.dhe_bits)};
  if (offer.renegotiates) return judge_renegotiation(heard, std::move(of_octets));
  // RFC 7301 3.2: "the server SHOULD select the most highly preferred protocol that it supports and that is also
  // advertised by the client."
  const bool is_unsaid = offer.duty == Duty::speaks_http11 && heard.protocol.empty();
  if (is_unsaid && of_octets.verdict == Verdict::exact) of_octets.verdict = Verdict::allowed;
  if (of_octets.verdict != Verdict::exact) of_octets.found = agreement(heard) + ": " + of_octets.found;
  return of_octets;
}

std::string_view prohibited_suites() {
  return "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:"
         "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:"
         "DHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:"
         "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:AES256-SHA256:AES128-SHA:AES256-SHA";
}

std::string_view allowed_suites() {
  return "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
         "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
         "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
         "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";
}

}  // namespace weft::conformance
