// RFC 9113 3.2 to 3.4: how HTTP/2 starts, and its connection preface.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// RFC 9113 3.4: "A GOAWAY frame (Section 6.8) MAY be omitted in this case, since an invalid preface indicates that the
// peer is not using HTTP/2."
Expected no_preface() {
  Expected expected = connection_error(protocol_error);
  expected.may_omit_goaway = true;
  return expected;
}

Expected no_preface_or_http11() {
  Expected expected = no_preface();
  expected.or_http11 = true;
  return expected;
}

// RFC 9113 3.3: "HTTP/2 connections over TLS MUST use protocol negotiation in TLS [TLS-ALPN]." A server that does not
// take the octets for HTTP/2 ends as its own protocol wants.
Expected not_negotiated() {
  Expected expected = no_preface_or_http11();
  expected.codes = {protocol_error, http_1_1_required, inadequate_security};
  return expected;
}

}  // namespace

std::vector<Case> rfc9113_3() {
  return {
      {"3.2/h2-and-http11",
       "a handshake that offers h2 and http/1.1, and a request",
       {"9113 3.2#2"},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.get(), end_stream); },
       {.tls = Needs::Tls::any},
       TlsOffer{.protocols = {"h2", "http/1.1"}, .expects = "h2, and a whole answer on stream 1"}},
      {"3.2/h2c-over-tls",
       "a handshake that offers h2c and http/1.1",
       {"9113 3.2#1"},
       goes_on(),
       [](Script&) {},
       {.tls = Needs::Tls::any},
       TlsOffer{.protocols = {"h2c", "http/1.1"},
                .duty = TlsOffer::Duty::may_refuse,
                .expects = "another protocol than h2c, or no handshake"}},
      {"3.3/prior-knowledge-over-tls",
       "a handshake without ALPN, and the preface",
       {"9113 3.3#1"},
       not_negotiated(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings();
       },
       {.tls = Needs::Tls::any},
       TlsOffer{.protocols = {},
                .duty = TlsOffer::Duty::may_refuse,
                .expects = "no handshake, an answer in HTTP/1.1, GOAWAY with an error, or the end of the connection"}},

      {"3.4/server-begins-with-settings",
       "preface and SETTINGS",
       {"9113 3.2#2", "9113 3.3#2", "9113 3.4#2", "9113 6.5#1"},
       {.outcome = Expected::Outcome::goes_on, .settings_first = true},
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings();
       }},
      {"3.4/settings-are-acknowledged",
       "preface and SETTINGS",
       {"9113 3.4#3"},
       says({"SETTINGS ACK"}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings();
       }},
      {"3.4/request-at-once",
       "preface, SETTINGS and a request without waiting for anything",
       {"9113 3.4#3"},
       answers(1),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings().headers(1, s.get(), end_stream);
       }},
      {"3.4/wrong-preface",
       "a preface that is none",
       {"9113 3.4#4"},
       no_preface_or_http11(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().raw(text("INVALID CONNECTION PREFACE\r\n\r\n")).settings();
       }},
      {"3.4/wrong-end-of-the-preface",
       "a preface whose last octet is wrong",
       {"9113 3.4#4"},
       no_preface_or_http11(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().raw(text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r")).settings();
       }},
      {"3.4/ping-instead-of-settings",
       "PING behind the preface, and no SETTINGS",
       {"9113 3.4#4"},
       no_preface(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().ping();
       }},
      {"3.4/window-update-instead-of-settings",
       "WINDOW_UPDATE behind the preface, and no SETTINGS",
       {"9113 3.4#4"},
       no_preface(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().window_update(0, 1);
       }},
      {"3.4/request-instead-of-settings",
       "a request behind the preface, and no SETTINGS",
       {"9113 3.4#4"},
       no_preface(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().headers(1, s.get(), end_stream);
       }},
      {"3.4/unknown-frame-instead-of-settings",
       "a frame of an unknown type behind the preface, and no SETTINGS",
       {"9113 3.4#4"},
       no_preface(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().raw(Type{0xbb}, 0, 0);
       }},
      {"3.4/acknowledgment-instead-of-settings",
       "SETTINGS with ACK behind the preface, and no SETTINGS",
       {"9113 3.4#4"},
       no_preface(),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings_ack();
       }},
  };
}

}  // namespace weft::conformance::cases
