// RFC 9113 9.2: Use of TLS Features.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

using Tls = Needs::Tls;
using Versions = TlsOffer::Versions;
using Duty = TlsOffer::Duty;

constexpr std::string_view refusal_or_error = "no handshake, another protocol than h2, or GOAWAY INADEQUATE_SECURITY";

void request(Script& s) {
  s.sends().headers(1, s.get(), end_stream);
}

// A server may end the connection before it has said anything else.
void request_at_once(Script& s) {
  s.begins_with_preface();
  s.sends().preface().settings().headers(1, s.get(), end_stream);
}

// No sentence says with which error.
Expected may_be_inadequate() {
  Expected expected = or_nothing(connection_error(inadequate_security));
  expected.may_end = true;
  return expected;
}

// The PING at the end goes ahead of the other handshake, which stands behind all frames.
Expected renegotiation_error() {
  Expected expected = connection_error(protocol_error);
  expected.must_close = true;
  return expected;
}

}  // namespace

std::vector<Case> rfc9113_9() {
  return {
      {"9.2/tls-11",
       "a handshake of TLS 1.1 at most",
       {"9113 9.2#1"},
       connection_error(inadequate_security),
       request_at_once,
       {.tls = Tls::any},
       TlsOffer{.versions = Versions::only_11,
                .protocols = {"h2", "http/1.1"},
                .suites = prohibited_suites(),
                .duty = Duty::may_refuse,
                .expects = refusal_or_error}},
      {"9.2/server-name",
       "a handshake that names the server, and a request",
       {"9113 9.2#2"},
       answers(1),
       request,
       {.tls = Tls::named},
       TlsOffer{}},
      {"9.2.1/compression",
       "a handshake of TLS 1.2 that offers compression",
       {"9113 9.2.1#1", "9113 10.6#3"},
       goes_on(),
       [](Script&) {},
       {.tls = Tls::tls12},
       TlsOffer{.versions = Versions::only_12,
                .compression = true,
                .duty = Duty::may_refuse,
                .expects = "no compression, or no handshake"}},
      {"9.2.1/renegotiation",
       "a request over TLS 1.2, and another handshake behind its answer",
       {"9113 9.2.1#2", "9113 9.2.1#3"},
       renegotiation_error(),
       [](Script& s) {
         s.sends().headers(1, s.ask("HEAD"), end_stream);
         s.awaits_end_of(1);
       },
       {.tls = Tls::tls12},
       TlsOffer{.versions = Versions::only_12,
                .renegotiates = true,
                .expects = "GOAWAY PROTOCOL_ERROR, or an alert, and the end of the connection"}},
      {"9.2.1/ephemeral-key-of-a-finite-field",
       "a handshake of TLS 1.2 with DHE alone",
       {"9113 9.2.1#5"},
       answers(1),
       request,
       {.tls = Tls::tls12},
       TlsOffer{.versions = Versions::only_12,
                .suites = "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305",
                .duty = Duty::may_refuse,
                .expects = "a key of 2,048 bits or more and the answer, or no handshake"}},
      // RFC 9113 9.2.2: "A deployment of HTTP/2 over TLS 1.2 SHOULD NOT use any of the prohibited cipher suites listed
      // in Appendix A. Endpoints MAY choose to generate a connection error (Section 5.4.1) of type INADEQUATE_SECURITY
      // if one of the prohibited cipher suites is negotiated."
      {"9.2.2/prohibited-suites",
       "a handshake of TLS 1.2 with cipher suites of Appendix A alone",
       {},
       may_be_inadequate(),
       request_at_once,
       {.tls = Tls::tls12},
       TlsOffer{.versions = Versions::only_12,
                .protocols = {"h2", "http/1.1"},
                .suites = prohibited_suites(),
                .duty = Duty::may_refuse,
                .expects = refusal_or_error}},
      {"9.2.2/suites-that-are-not-prohibited",
       "a handshake of TLS 1.2 with cipher suites that are not in Appendix A, and a request",
       {"9113 9.2.2#1", "9113 9.2.1#4"},
       answers(1),
       request,
       {.tls = Tls::tls12},
       TlsOffer{.versions = Versions::only_12}},
      {"9.2.2/suite-that-all-must-have",
       "a handshake of TLS 1.2 with TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 and P-256 alone, and a request",
       {"9113 9.2.2#2", "9113 9.2.1#5"},
       answers(1),
       request,
       {.tls = Tls::rsa},
       TlsOffer{.versions = Versions::only_12, .suites = "ECDHE-RSA-AES128-GCM-SHA256", .group = "P-256"}},
      {"9.2.3/certificate-asked-for-later",
       "a handshake of TLS 1.3 that offers certificates later, and a request",
       {"9113 9.2.3#1"},
       answers(1),
       request,
       {.tls = Tls::tls13},
       TlsOffer{.versions = Versions::only_13, .late_certificate = true}},
  };
}

}  // namespace weft::conformance::cases
