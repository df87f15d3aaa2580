#include <weft/server/site_clients.hpp>

#include <map>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/io/issued_certificate_test.hpp>

namespace weft::server {
namespace site_clients_test {

using testing::ElementsAre;
using testing::Pair;
using Asked = std::map<std::string, std::string>;

class AskingForSites : public testing::Test {
 protected:
  // Which file each host is asked by; "" is for those that are not named.
  Asked asked(const std::vector<SiteClients>& sites, EndpointOptions options = {}) const {
    ask_for_sites(sites, usual, options);
    Asked all{{"", options.client_certificates.file()}};
    for (const HostOptions& host : options.hosts) all[host.host] = host.client_certificates.file();
    return all;
  }
  EndpointOptions endpoint(const ClientCertificates& clients, std::vector<HostOptions> hosts = {}) const {
    return {.hosts = std::move(hosts), .client_certificates = clients};
  }

  Certificate usual = Certificate::self_signed("usual.test");
  Certificate other = Certificate::self_signed("other.test");
  std::string ours = io::test::Authority("ours").file();
  std::string theirs = io::test::Authority("theirs").file();
  ClientCertificates nothing;
  ClientCertificates wanted = ClientCertificates::require(ours);
  ClientCertificates of_endpoint = ClientCertificates::request(theirs);
};

TEST_F(AskingForSites, changes_nothing_where_no_site_wants_anything) {
  EXPECT_THAT(asked({{"a", {"a.test"}, {}}}, endpoint(of_endpoint)), ElementsAre(Pair("", theirs)));
  EXPECT_THAT(asked({}, endpoint(of_endpoint)), ElementsAre(Pair("", theirs)));
}

TEST_F(AskingForSites, is_for_the_hosts_of_the_site) {
  EXPECT_THAT(asked({{"a", {"a.test"}, {}}, {"b", {"b.test", "*.b.test"}, wanted}}),
              ElementsAre(Pair("", ""), Pair("*.b.test", ours), Pair("a.test", ""), Pair("b.test", ours)));
}

TEST_F(AskingForSites, is_for_unknown_hosts_where_the_first_site_wants_it) {
  EXPECT_THAT(asked({{"a", {}, wanted}, {"b", {"b.test"}, {}}}, endpoint(of_endpoint)),
              ElementsAre(Pair("", ours), Pair("b.test", theirs)));
  EXPECT_THAT(asked({{"a", {"a.test"}, {}}, {"b", {"*"}, wanted}}),
              ElementsAre(Pair("", ours), Pair("*", ours), Pair("a.test", "")));
}

TEST_F(AskingForSites, may_say_that_a_site_wants_nothing) {
  EXPECT_THAT(asked({{"a", {"a.test"}, {}}, {"b", {"b.test"}, nothing}}, endpoint(of_endpoint)),
              ElementsAre(Pair("", theirs), Pair("a.test", theirs), Pair("b.test", "")));
}

// A name goes before a pattern in TLS, too: that of the endpoint must not open the site.
TEST_F(AskingForSites, is_for_hosts_of_the_endpoint_that_are_in_the_site) {
  const HostOptions below{"*.deep.b.test", other, {}, {}};
  EXPECT_THAT(asked({{"a", {}, {}}, {"b", {"*.b.test"}, wanted}}, endpoint(nothing, {below})),
              ElementsAre(Pair("", ""), Pair("*.b.test", ours), Pair("*.deep.b.test", ours)));
}

TEST_F(AskingForSites, leaves_a_host_all_else_that_the_endpoint_says_of_it) {
  const session::Protocols http1{.http1 = true, .http2 = false};
  EndpointOptions options = endpoint(of_endpoint, {{"*.test", other, http1, nothing}});
  ask_for_sites({{"a", {"a.test", "b.example"}, wanted}}, usual, options);
  ASSERT_EQ(options.hosts.size(), 3u);
  EXPECT_EQ(options.hosts[1].host, "a.test");
  EXPECT_TRUE(options.hosts[1].certificate.tls().matches("other.test"));
  EXPECT_FALSE(options.hosts[1].protocols.http2);
  EXPECT_EQ(options.hosts[2].host, "b.example");
  EXPECT_TRUE(options.hosts[2].certificate.tls().matches("usual.test"));
  EXPECT_TRUE(options.hosts[2].protocols.http2);
}

}  // namespace site_clients_test
}  // namespace weft::server
