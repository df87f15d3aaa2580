// RFC 7301 3.2: Protocol Selection, which RFC 9113 3.2 stands on.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

std::vector<Case> rfc7301() {
  return {
      {"7301-3.2/http11-alone",
       "a handshake that offers http/1.1 alone, and a request of HTTP/1.1",
       {},
       answers_in_http11(),
       ask_in_http11,
       {.tls = Needs::Tls::any},
       TlsOffer{.protocols = {"http/1.1"},
                .duty = TlsOffer::Duty::speaks_http11,
                .expects = "an answer in HTTP/1.1, or the alert no_application_protocol"}},
      {"7301-3.2/unknown-protocol",
       "a handshake that offers a protocol that nobody speaks",
       {},
       goes_on(),
       [](Script&) {},
       {.tls = Needs::Tls::any},
       TlsOffer{.protocols = {"weft-unknown"},
                .duty = TlsOffer::Duty::refuses,
                .expects = "the alert no_application_protocol"}},
  };
}

}  // namespace weft::conformance::cases
