#include <weft/client/policy/proxies.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace weft::client::proxies_test {
namespace {

// "kind host port user password", or "-" where there is none.
std::string found(const Proxies::Variables& variables, std::string_view url) {
  const Proxies proxies(variables);
  const Proxy* proxy = proxies.find(http::parse_url(url).value());
  if (proxy == nullptr) return "-";
  return fmt::format("{} {} {} {} {}", static_cast<int>(proxy->kind), proxy->host, proxy->port, proxy->user,
                     proxy->password);
}

std::string fault_of(const Proxies::Variables& variables) {
  try {
    const Proxies proxies(variables);
    return "none";
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
}

TEST(Proxies, are_none_without_variables) {
  EXPECT_EQ(found({}, "http://a/"), "-");
}

TEST(Proxies, are_chosen_by_the_scheme_of_the_url) {
  const Proxies::Variables variables{.http_proxy = "http://p:1", .https_proxy = "http://q:2"};
  EXPECT_EQ(found(variables, "http://a/"), "0 p 1  ");
  EXPECT_EQ(found(variables, "https://a/"), "0 q 2  ");
}

TEST(Proxies, for_all_are_for_schemes_that_have_none) {
  const Proxies::Variables variables{.https_proxy = "http://q:2", .all_proxy = "socks5://s"};
  EXPECT_EQ(found(variables, "http://a/"), "1 s 1080  ");
  EXPECT_EQ(found(variables, "https://a/"), "0 q 2  ");
}

TEST(Proxies, are_written_in_several_ways) {
  EXPECT_EQ(found({.http_proxy = "p"}, "http://a/"), "0 p 80  ");
  EXPECT_EQ(found({.http_proxy = "p:3128/"}, "http://a/"), "0 p 3128  ");
  EXPECT_EQ(found({.http_proxy = "HTTP://p"}, "http://a/"), "0 p 80  ");
  EXPECT_EQ(found({.http_proxy = "https://p"}, "http://a/"), "2 p 443  ");
  EXPECT_EQ(found({.http_proxy = "HTTPS://u@[::1]:80"}, "http://a/"), "2 ::1 80 u ");
  EXPECT_EQ(found({.http_proxy = "socks5h://[::1]"}, "http://a/"), "1 ::1 1080  ");
  EXPECT_EQ(found({.http_proxy = "socks5://p:80"}, "http://a/"), "1 p 80  ");
  EXPECT_EQ(found({.http_proxy = "user:pass%40word@p:1"}, "http://a/"), "0 p 1 user pass@word");
  EXPECT_EQ(found({.http_proxy = "user@p:1"}, "http://a/"), "0 p 1 user ");
}

TEST(Proxies, are_not_for_hosts_of_no_proxy) {
  const Proxies::Variables variables{.all_proxy = "p", .no_proxy = "localhost,10.0.0.0/8"};
  EXPECT_EQ(found(variables, "http://localhost/"), "-");
  EXPECT_EQ(found(variables, "https://10.1.2.3/"), "-");
  EXPECT_EQ(found(variables, "https://a/"), "0 p 80  ");
}

TEST(Proxies, that_are_wrong_say_where_and_what_was_expected) {
  EXPECT_EQ(fault_of({.http_proxy = "ftp://p"}), "http_proxy: expected http://, https://, socks5:// or socks5h://");
  EXPECT_EQ(fault_of({.https_proxy = "http://p/a"}), "https_proxy: expected a proxy without a path");
  EXPECT_EQ(fault_of({.all_proxy = "p:99999"}), "all_proxy: expected a port up to 65535, at octet 10");
  EXPECT_EQ(fault_of({.all_proxy = "a%xx@p"}), "all_proxy: expected user and password with octets as %xx");
  EXPECT_EQ(fault_of({.all_proxy = "a%3ab@p"}), "all_proxy: expected a user without a colon");
  EXPECT_EQ(fault_of({.all_proxy = "socks5://" + std::string(256, 'u') + "@p"}),
            "all_proxy: expected a user and a password of at most 255 octets");
  EXPECT_EQ(fault_of({.no_proxy = "a/b"}).substr(0, 9), "no_proxy:");
}

TEST(Proxies, know_whether_tls_leads_to_one) {
  EXPECT_FALSE(Proxies({.http_proxy = "p", .https_proxy = "socks5://p"}).any_over_tls());
  EXPECT_TRUE(Proxies({.http_proxy = "https://p"}).any_over_tls());
  EXPECT_TRUE(Proxies({.all_proxy = "https://p"}).any_over_tls());
}

// A CGI program has the request's field Proxy in HTTP_PROXY.
TEST(Proxies, come_from_the_environment_but_for_one) {
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "NO_PROXY"}) ::unsetenv(name);
  ::setenv("HTTP_PROXY", "evil", 1);
  ::setenv("HTTPS_PROXY", "upper", 1);
  ::setenv("ALL_PROXY", "upper", 1);
  ::setenv("all_proxy", "lower", 1);
  const auto variables = Proxies::environment();
  for (const char* name : {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"}) ::unsetenv(name);
  EXPECT_EQ(variables.http_proxy, "");
  EXPECT_EQ(variables.https_proxy, "upper");
  EXPECT_EQ(variables.all_proxy, "lower");
  EXPECT_EQ(variables.no_proxy, "");
}

}  // namespace
}  // namespace weft::client::proxies_test
