#include <weft/client/policy/set_cookie.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace weft::client::set_cookie_test {
namespace {

using namespace std::chrono_literals;
constexpr http::Date now{1'700'000'000s};

// "name=value", or "-" for none.
std::string pair_of(std::string_view field) {
  const auto cookie = parse_set_cookie(field, now);
  return cookie ? fmt::format("{}={}", cookie->name, cookie->value) : "-";
}

TEST(SetCookie, has_a_name_and_a_value) {
  EXPECT_EQ(pair_of("a=b"), "a=b");
  EXPECT_EQ(pair_of(" a = b ; Secure"), "a=b");
  EXPECT_EQ(pair_of("a=b=c; x"), "a=b=c");
  EXPECT_EQ(pair_of("a=\"b c\""), "a=\"b c\"");
  EXPECT_EQ(pair_of("a="), "a=");
  EXPECT_EQ(pair_of("=b"), "=b");
  EXPECT_EQ(pair_of("b"), "=b");
  EXPECT_EQ(pair_of("a=\xc3\xa4"), "a=\xc3\xa4");
}

TEST(SetCookie, that_says_nothing_or_too_much_is_none) {
  for (const std::string_view field : {"", ";", "=", " = ; Path=/", "a=b\x01", "a=b; Path=/\x7f"}) {
    EXPECT_EQ(pair_of(field), "-") << field;
  }
  EXPECT_EQ(pair_of(std::string("a=b\0c", 5)), "-");
  const std::string longest(4095, 'x');
  EXPECT_EQ(pair_of("a=" + longest), "a=" + longest);
  EXPECT_EQ(pair_of("aa=" + longest), "-");
}

TEST(SetCookie, has_attributes_in_any_case_and_the_last_one_counts) {
  const auto cookie = parse_set_cookie("a=b; DOMAIN=x.org; domain=.Example.org;path=/a; secure ; HttpOnly; odd=1", now);
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->domain, "Example.org");
  EXPECT_EQ(cookie->path, "/a");
  EXPECT_TRUE(cookie->secure);
  EXPECT_EQ(cookie->expires, std::nullopt);
}

TEST(SetCookie, has_the_path_of_its_url_where_it_names_none) {
  for (const std::string_view field : {"a=b", "a=b; Path=", "a=b; Path", "a=b; Path=a", "a=b; Path=/a; Path=b"}) {
    EXPECT_EQ(parse_set_cookie(field, now)->path, std::nullopt) << field;
  }
}

TEST(SetCookie, ends_by_its_age_or_its_date) {
  const auto expiry_of = [](std::string_view attributes) {
    return parse_set_cookie(fmt::format("a=b; {}", attributes), now)->expires;
  };
  EXPECT_EQ(expiry_of("Max-Age=60"), now + 60s);
  EXPECT_EQ(expiry_of("Max-Age=0"), http::Date::min());
  EXPECT_EQ(expiry_of("Max-Age=-1"), http::Date::min());
  EXPECT_EQ(expiry_of("Max-Age=1x"), std::nullopt);
  EXPECT_EQ(expiry_of("Max-Age="), std::nullopt);
  EXPECT_EQ(expiry_of("Max-Age=99999999999999999999999"), now + std::chrono::days(400));
  EXPECT_EQ(expiry_of("Expires=Sun, 06 Nov 1994 08:49:37 GMT"), http::Date(784'111'777s));
  EXPECT_EQ(expiry_of("Expires=Sun, 06 Nov 2094 08:49:37 GMT"), now + std::chrono::days(400));
  EXPECT_EQ(expiry_of("Expires=soon"), std::nullopt);
  EXPECT_EQ(expiry_of("Max-Age=60; Expires=Sun, 06 Nov 1994 08:49:37 GMT"), now + 60s);
}

TEST(SetCookie, has_no_attributes_of_more_than_1024_octets) {
  const std::string long_path = "/" + std::string(1024, 'x');
  EXPECT_EQ(parse_set_cookie("a=b; Path=" + long_path, now)->path, std::nullopt);
  EXPECT_EQ(parse_set_cookie("a=b; Path=" + long_path.substr(1), now)->path, std::nullopt);
  EXPECT_EQ(parse_set_cookie("a=b; Path=" + long_path.substr(0, 1024), now)->path, long_path.substr(0, 1024));
}

}  // namespace
}  // namespace weft::client::set_cookie_test
