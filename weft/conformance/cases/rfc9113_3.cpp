// RFC 9113 3.4: HTTP/2 Connection Preface.
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

}  // namespace

std::vector<Case> rfc9113_3() {
  return {
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
