#include <cli/check/questions.hpp>

#include <string>

namespace weft::cli::check {

using conformance::Case;
using conformance::Script;
using conformance::TlsOffer;

namespace {

constexpr auto nothing = [](Script&) {};

// Any suite will do, those of Appendix A as well.
TlsOffer offer_of_tls12(std::string_view suites) {
  return {.versions = TlsOffer::Versions::only_12, .protocols = {"h2", "http/1.1"}, .suites = suites};
}

}  // namespace

const Case& question_of_tls12() {
  static const Case one{"0/tls-12",
                        "a handshake of TLS 1.2",
                        {},
                        conformance::goes_on(),
                        nothing,
                        {},
                        offer_of_tls12("ALL:!aNULL:!PSK:!SRP")};
  return one;
}

const Case& question_of_rsa() {
  static const Case one{"0/rsa",
                        "a handshake of TLS 1.2 that wants an RSA certificate",
                        {},
                        conformance::goes_on(),
                        nothing,
                        {},
                        offer_of_tls12("aRSA:!PSK:!SRP")};
  return one;
}

const Case& question_of_tls13() {
  static const Case one{"0/tls-13",
                        "a handshake of TLS 1.3",
                        {},
                        conformance::goes_on(),
                        nothing,
                        {},
                        TlsOffer{.versions = TlsOffer::Versions::only_13}};
  return one;
}

const Case& question_of_http11() {
  static const Case one{"0/http11",
                        "a request of HTTP/1.1",
                        {},
                        conformance::answers_in_http11(),
                        conformance::ask_in_http11,
                        {},
                        TlsOffer{.protocols = {"http/1.1"}, .duty = TlsOffer::Duty::speaks_http11}};
  return one;
}

}  // namespace weft::cli::check
