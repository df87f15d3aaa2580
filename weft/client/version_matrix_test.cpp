// Each version and policy of a request against each kind of server: the table of the user's guide ("A client").
#include <array>
#include <string>

#include <weft/client/support_test.hpp>

namespace weft {
namespace {

using http::Version;

struct Wish {
  Version version;
  VersionPolicy policy;
};

constexpr std::array wishes{
    Wish{Version::http2, VersionPolicy::or_lower},   Wish{Version::http2, VersionPolicy::or_higher},
    Wish{Version::http2, VersionPolicy::exact},      Wish{Version::http11, VersionPolicy::or_lower},
    Wish{Version::http11, VersionPolicy::or_higher}, Wish{Version::http11, VersionPolicy::exact},
};

constexpr session::Protocols http2_alone{.http1 = false, .http2 = true};
constexpr session::Protocols http11_alone{.http1 = true, .http2 = false};

// A server that does not speak the version that is spoken to it may answer by anything, or just close.
constexpr const char* no_response = "no response";

// The outcome of a request of each wish, in their order.
using Outcomes = std::array<std::string, wishes.size()>;

class VersionMatrix : public ClientTest {
 protected:
  Outcomes outcomes_at(std::string_view url, session::Protocols protocols) {
    const std::string target = listen(url, protocols) + "/";
    Outcomes all;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      // A client that has learned nothing of the server.
      Client fresh{trusting()};
      all[i] = outcome_of(fresh.get(target).version(wishes[i].version, wishes[i].policy).wait());
    }
    return all;
  }

 private:
  static std::string outcome_of(const ClientResult& result) {
    if (!result)
      return result.error().stage == ClientError::Stage::tls ? std::string(result.error().reason()) : no_response;
    return (result->version == Version::http2 ? "HTTP/2 " : "HTTP/1.1 ") + std::string(to_string(result->why));
  }
};

TEST_F(VersionMatrix, over_tls_with_both) {
  EXPECT_EQ(outcomes_at(secure, {}), (Outcomes{"HTTP/2 alpn_h2", "HTTP/2 alpn_h2", "HTTP/2 alpn_h2", "HTTP/1.1 policy",
                                               "HTTP/2 alpn_h2", "HTTP/1.1 policy"}));
}

TEST_F(VersionMatrix, over_tls_with_http2_alone) {
  constexpr auto none = "tls_no_application_protocol";
  EXPECT_EQ(outcomes_at(secure, http2_alone),
            (Outcomes{"HTTP/2 alpn_h2", "HTTP/2 alpn_h2", "HTTP/2 alpn_h2", none, "HTTP/2 alpn_h2", none}));
}

TEST_F(VersionMatrix, over_tls_with_http11_alone) {
  constexpr auto none = "tls_no_application_protocol";
  EXPECT_EQ(outcomes_at(secure, http11_alone), (Outcomes{"HTTP/1.1 peer_chose_http11", none, none, "HTTP/1.1 policy",
                                                         "HTTP/1.1 peer_chose_http11", "HTTP/1.1 policy"}));
}

// Cleartext is the reason there for every HTTP/1.1: connections are shared by requests of all policies.
TEST_F(VersionMatrix, on_cleartext_with_http11_alone) {
  EXPECT_EQ(outcomes_at(clear, http11_alone),
            (Outcomes{"HTTP/1.1 cleartext", no_response, no_response, "HTTP/1.1 cleartext", "HTTP/1.1 cleartext",
                      "HTTP/1.1 cleartext"}));
}

TEST_F(VersionMatrix, on_cleartext_with_http2_alone) {
  EXPECT_EQ(outcomes_at(clear, http2_alone), (Outcomes{no_response, "HTTP/2 prior_knowledge", "HTTP/2 prior_knowledge",
                                                       no_response, no_response, no_response}));
}

}  // namespace
}  // namespace weft
