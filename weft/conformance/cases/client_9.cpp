// RFC 9113 9.2, for clients: Use of TLS Features.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

Expected names_server() {
  Expected expected = takes();
  expected.server_name = true;
  return expected;
}

}  // namespace

std::vector<Case> client_9() {
  return {
      {"9.2/client-names-the-server",
       "a response, over TLS",
       {"9113 9.2#3"},
       names_server(),
       [](Script&) {},
       {.tls = Needs::Tls::named}},
  };
}

}  // namespace weft::conformance::cases
