// RFC 8441: Bootstrapping WebSockets with HTTP/2.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

FieldList extended_connect(const Script& s) {
  return s.ask("CONNECT").with(":protocol", "websocket").with("sec-websocket-version", "13");
}

}  // namespace

std::vector<Case> rfc8441() {
  return {
      {"8441-3/value-of-the-setting",
       "preface and SETTINGS",
       {"8441 3#1"},
       {.outcome = Expected::Outcome::goes_on, .settings_first = true},
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings();
       },
       {.extended_connect = true}},
      {"8441-4/protocol-without-the-setting",
       "CONNECT with :protocol to a server that has not announced it",
       {"9113 8.3#4"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, extended_connect(s)); },
       {.no_extended_connect = true}},
      {"8441-4/protocol-without-connect",
       "GET with :protocol",
       {"9113 8.3#4"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, s.get().with(":protocol", "websocket"), end_stream); }},
      {"8441-4/no-scheme",
       "extended CONNECT without :scheme",
       {"8441 4#1"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, extended_connect(s).without(":scheme")); },
       {.extended_connect = true}},
      {"8441-4/no-path",
       "extended CONNECT without :path",
       {"8441 4#1"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, extended_connect(s).without(":path")); },
       {.extended_connect = true}},
      {"8441-5/connection-field",
       "extended CONNECT with connection: upgrade",
       {"8441 5#3", "9113 8.2.2#2"},
       malformed(1),
       [](Script& s) { s.sends().headers(1, extended_connect(s).with("connection", "upgrade")); },
       {.extended_connect = true}},
  };
}

}  // namespace weft::conformance::cases
