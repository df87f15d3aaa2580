#include <weft/client/policy/cookie_jar.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace weft::client::cookie_jar_test {
namespace {

using namespace std::chrono_literals;
constexpr http::Date now{1'700'000'000s};

class CookieJarTest : public testing::Test {
 protected:
  bool set(std::string_view url, std::string_view cookie, http::Date when = now) {
    return jar.set(http::parse_url(url).value(), cookie, when);
  }
  std::string sent(std::string_view url, http::Date when = now) {
    return jar.field_for(http::parse_url(url).value(), when);
  }

  CookieJar jar;
};

TEST_F(CookieJarTest, gives_back_what_a_host_has_set) {
  EXPECT_TRUE(set("https://a.org/", "a=1"));
  EXPECT_TRUE(set("https://a.org/", "b"));
  EXPECT_EQ(sent("https://a.org/"), "a=1; b");
  EXPECT_EQ(sent("https://A.ORG:8443/x?y"), "a=1; b");
  EXPECT_EQ(sent("https://b.org/"), "");
}

TEST_F(CookieJarTest, without_a_domain_is_for_the_host_alone) {
  set("https://a.org/", "a=1");
  EXPECT_EQ(sent("https://b.a.org/"), "");
  set("https://b.a.org/", "b=1");
  EXPECT_EQ(sent("https://a.org/"), "a=1");
}

// RFC 6265 5.1.3
TEST_F(CookieJarTest, with_a_domain_is_for_all_below) {
  EXPECT_TRUE(set("https://b.a.org/", "a=1; Domain=.A.org"));
  EXPECT_EQ(sent("https://a.org/"), "a=1");
  EXPECT_EQ(sent("https://c.b.a.org/"), "a=1");
  EXPECT_EQ(sent("https://ba.org/"), "");
  EXPECT_EQ(sent("https://a.org.evil.org/"), "");
}

TEST_F(CookieJarTest, refuses_the_domain_of_somebody_else) {
  for (const std::string_view domain : {"b.org", "c.b.a.org", "xa.org", ".a.org.", "a.org."}) {
    EXPECT_FALSE(set("https://b.a.org/", fmt::format("a=1; Domain={}", domain))) << domain;
  }
  EXPECT_EQ(jar.size(), 0u);
}

// RFC 6265 5.3: no "supercookies".
TEST_F(CookieJarTest, refuses_public_suffixes) {
  EXPECT_FALSE(set("https://evil.com/", "a=1; Domain=com"));
  EXPECT_FALSE(set("https://evil.co.uk/", "a=1; Domain=.co.uk"));
  EXPECT_FALSE(set("https://evil.github.io/", "a=1; Domain=github.io"));
  EXPECT_FALSE(set("https://evil.com./", "a=1; Domain=com."));
  EXPECT_FALSE(set("https://evil/", "a=1; Domain=il"));
  // Above a suffix that is somebody's service.
  EXPECT_FALSE(set("https://evil.s3.amazonaws.com/", "a=1; Domain=amazonaws.com"));
  EXPECT_EQ(jar.size(), 0u);
  // A suffix that is a host of its own.
  EXPECT_TRUE(set("https://github.io/", "a=1; Domain=github.io"));
  EXPECT_EQ(sent("https://github.io/"), "a=1");
  EXPECT_EQ(sent("https://evil.github.io/"), "");
}

TEST_F(CookieJarTest, keeps_localhost_and_addresses_apart) {
  EXPECT_TRUE(set("http://localhost/", "a=1; Domain=localhost"));
  EXPECT_EQ(sent("http://localhost:8080/"), "a=1");
  EXPECT_EQ(sent("http://b.localhost/"), "");
  EXPECT_FALSE(set("http://b.localhost/", "a=2; Domain=localhost"));
  EXPECT_FALSE(set("http://127.0.0.1/", "a=1; Domain=0.0.1"));
  EXPECT_FALSE(set("http://127.0.0.1/", "a=1; Domain=.0.0.1"));
  EXPECT_TRUE(set("http://127.0.0.1/", "a=1; Domain=127.0.0.1"));
  EXPECT_TRUE(set("http://[::1]/", "a=2"));
  EXPECT_EQ(sent("http://127.0.0.1/"), "a=1");
  EXPECT_EQ(sent("http://x.127.0.0.1/"), "");
  EXPECT_EQ(sent("http://[::1]/"), "a=2");
}

// RFC 6265 5.1.4
TEST_F(CookieJarTest, belongs_to_a_path) {
  set("https://a.org/x/y?z=/w", "default=1");
  set("https://a.org/", "given=1; Path=/x/y");
  set("https://a.org/", "slash=1; Path=/x/");
  EXPECT_EQ(sent("https://a.org/x"), "default=1");
  EXPECT_EQ(sent("https://a.org/x/"), "slash=1; default=1");
  EXPECT_EQ(sent("https://a.org/x/y/z"), "given=1; slash=1; default=1");
  EXPECT_EQ(sent("https://a.org/x/yz"), "slash=1; default=1");
  EXPECT_EQ(sent("https://a.org/xy"), "");
  EXPECT_EQ(sent("https://a.org/?/x/y"), "");
}

TEST_F(CookieJarTest, lists_longer_paths_and_older_cookies_first) {
  set("https://a.org/", "a=1; Path=/");
  set("https://a.org/", "b=1; Path=/");
  set("https://a.org/", "c=1; Path=/x");
  set("https://a.org/", "a=2; Path=/");
  EXPECT_EQ(sent("https://a.org/x"), "c=1; a=2; b=1");
}

TEST_F(CookieJarTest, replaces_what_has_the_same_name_domain_and_path) {
  set("https://a.org/", "a=1");
  set("https://a.org/", "a=2; Domain=a.org");
  set("https://a.org/x/", "a=3");
  EXPECT_EQ(jar.size(), 3u);
  set("https://a.org/", "a=4");
  EXPECT_EQ(jar.size(), 3u);
  EXPECT_EQ(sent("https://a.org/"), "a=4; a=2");
}

TEST_F(CookieJarTest, forgets_what_has_expired) {
  set("https://a.org/", "a=1; Max-Age=60");
  set("https://a.org/", "b=1; Expires=Thu, 01 Jan 2060 00:00:00 GMT");
  set("https://a.org/", "c=1");
  EXPECT_EQ(sent("https://a.org/", now + 59s), "a=1; b=1; c=1");
  EXPECT_EQ(sent("https://a.org/", now + 60s), "b=1; c=1");
  EXPECT_EQ(sent("https://a.org/", now + std::chrono::days(400)), "c=1");
  EXPECT_TRUE(set("https://a.org/", "c=; Max-Age=0"));
  EXPECT_EQ(sent("https://a.org/", now + std::chrono::days(400)), "");
  EXPECT_EQ(jar.size(), 0u);
}

TEST_F(CookieJarTest, that_is_secure_needs_https) {
  EXPECT_FALSE(set("http://a.org/", "a=1; Secure"));
  EXPECT_TRUE(set("https://a.org/", "a=1; Secure"));
  EXPECT_EQ(sent("http://a.org/"), "");
  EXPECT_EQ(sent("https://a.org/"), "a=1");
}

// RFC 6265bis 5.7: an attacker on the way could otherwise fix a session.
TEST_F(CookieJarTest, from_cleartext_does_not_hide_a_secure_one) {
  set("https://b.a.org/", "a=1; Secure; Domain=a.org; Path=/x");
  EXPECT_FALSE(set("http://a.org/", "a=2; Path=/x"));
  EXPECT_FALSE(set("http://c.a.org/", "a=2; Domain=a.org; Path=/x/y"));
  EXPECT_TRUE(set("http://a.org/", "a=2; Path=/"));
  EXPECT_TRUE(set("http://a.org/", "b=2; Path=/x"));
  EXPECT_TRUE(set("https://a.org/", "a=3; Path=/x"));
}

TEST_F(CookieJarTest, keeps_what_its_name_promises) {
  EXPECT_FALSE(set("https://a.org/", "__Secure-a=1"));
  EXPECT_TRUE(set("https://a.org/", "__Secure-a=1; Secure; Domain=a.org"));
  EXPECT_FALSE(set("https://a.org/", "__Host-a=1"));
  EXPECT_FALSE(set("https://a.org/", "__Host-a=1; Secure"));
  EXPECT_FALSE(set("https://a.org/", "__host-a=1; Secure; Path=/; Domain=a.org"));
  EXPECT_FALSE(set("https://a.org/", "__Host-a=1; Secure; Path=/x"));
  EXPECT_TRUE(set("https://a.org/", "__Host-a=1; Secure; Path=/"));
  EXPECT_FALSE(set("https://a.org/", "=__Host-a=1; Secure; Path=/"));
  EXPECT_FALSE(set("https://a.org/", "__Secure-a"));
}

TEST_F(CookieJarTest, takes_so_many_of_a_domain) {
  set("https://a.org/", "secure=1; Secure");
  set("https://a.org/", "used=1");
  for (std::size_t i = 2; i < CookieJar::most_per_domain; ++i) {
    set(fmt::format("https://{}.a.org/", i), fmt::format("n{}=1", i));
  }
  EXPECT_EQ(jar.size(), CookieJar::most_per_domain);
  EXPECT_EQ(sent("https://a.org/"), "secure=1; used=1");
  set("https://a.org/", "more=1");
  EXPECT_EQ(jar.size(), CookieJar::most_per_domain);
  EXPECT_EQ(sent("https://2.a.org/"), "");
  EXPECT_EQ(sent("https://3.a.org/"), "n3=1");
  for (std::size_t i = 0; i < 2 * CookieJar::most_per_domain; ++i) set("https://a.org/", fmt::format("n{}=1", i));
  EXPECT_EQ(sent("https://a.org/").substr(0, 8), "secure=1");
}

TEST_F(CookieJarTest, takes_so_many_in_all) {
  for (std::size_t i = 0; i < CookieJar::most + 10; ++i) set(fmt::format("https://a{}.org/", i), "a=1");
  EXPECT_EQ(jar.size(), CookieJar::most);
  EXPECT_EQ(sent("https://a9.org/"), "");
  EXPECT_EQ(sent("https://a10.org/"), "a=1");
  jar.clear();
  EXPECT_EQ(jar.size(), 0u);
  EXPECT_EQ(sent("https://a10.org/"), "");
}

TEST_F(CookieJarTest, sends_a_field_that_servers_take) {
  const std::string value(4'000, 'x');
  for (int i = 0; i < 9; ++i) set("https://a.org/", fmt::format("n{}={}", i, value));
  EXPECT_EQ(sent("https://a.org/"), fmt::format("n0={}; n1={}", value, value));
}

TEST_F(CookieJarTest, reads_all_fields_of_a_response) {
  http::Fields fields;
  fields.add("set-cookie", "a=1");
  fields.add("x-set-cookie", "b=1");
  fields.add("set-cookie", "c=1");
  jar.set_all(http::parse_url("https://a.org/").value(), fields, now);
  EXPECT_EQ(sent("https://a.org/"), "a=1; c=1");
}

TEST_F(CookieJarTest, is_shared_by_its_copies_on_all_threads) {
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([copy = jar, n]() mutable {
      const auto url = http::parse_url("https://a.org/").value();
      for (int i = 0; i < 40; ++i) {
        copy.set(url, fmt::format("n{}-{}=1", n, i), now);
        EXPECT_NE(copy.field_for(url, now), "");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(jar.size(), 160u);
}

}  // namespace
}  // namespace weft::client::cookie_jar_test
