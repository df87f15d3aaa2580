// The requests that belong to no case: what a server can do, and whether it lives.
#pragma once

#include <weft/conformance/case.hpp>

namespace weft::cli::check {

// The abilities of a server, and the length of its answer.
inline const conformance::Case& question() {
  static const conformance::Case one{"0/question", "a request", {}, conformance::goes_on(), [](conformance::Script& s) {
                                       s.sends().headers(1, s.get(), testkit::end_stream);
                                       s.awaits_end_of(1);
                                     }};
  return one;
}

// It lives.
inline const conformance::Case& sign_of_life() {
  static const conformance::Case one{
      "0/sign-of-life", "a request", {}, conformance::goes_on(), [](conformance::Script&) {}};
  return one;
}

// The handshakes and versions that it takes.
const conformance::Case& question_of_tls12();
const conformance::Case& question_of_rsa();
const conformance::Case& question_of_tls13();
const conformance::Case& question_of_http11();

}  // namespace weft::cli::check
