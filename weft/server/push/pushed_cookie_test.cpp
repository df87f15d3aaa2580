#include <weft/server/push/pushed_cookie.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace weft::server {
namespace pushed_cookie_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

http::Fields with_cookies(std::initializer_list<std::string_view> values) {
  http::Fields fields;
  for (const auto value : values) fields.add("cookie", value);
  return fields;
}

// The test vectors of FNV-1a.
TEST(PushedCookie, has_marks_that_anybody_can_compute) {
  EXPECT_EQ(pushed_mark(""), 0x811c9dc5u);
  EXPECT_EQ(pushed_mark("a"), 0xe40c292cu);
  EXPECT_EQ(pushed_mark("foobar"), 0xbf9cf968u);
}

TEST(PushedCookie, is_read_from_among_others) {
  EXPECT_THAT(marks_of_cookie(with_cookies({"a=1; weft-pushed=0000000a.ffffffff; b=2"})), ElementsAre(10u, ~0u));
  // RFC 9113 8.2.3.
  EXPECT_THAT(marks_of_cookie(with_cookies({"a=1", "weft-pushed=0000000a"})), ElementsAre(10u));
  EXPECT_THAT(marks_of_cookie(with_cookies({"not-weft-pushed=0000000a"})), IsEmpty());
  EXPECT_THAT(marks_of_cookie({}), IsEmpty());
}

TEST(PushedCookie, is_text_of_the_client_that_may_be_wrong) {
  EXPECT_THAT(marks_of_cookie(with_cookies({"weft-pushed=0a.-000000a.0000000g.000000000.0000000b."})),
              ElementsAre(11u));
}

TEST(PushedCookie, is_set_with_what_it_had_before) {
  const auto asked = with_cookies({"weft-pushed=0000000a"});
  EXPECT_EQ(set_pushed_cookie(asked, {11, 10}, true),
            "weft-pushed=0000000a.0000000b; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(set_pushed_cookie({}, {11}, false), "weft-pushed=0000000b; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax");
}

TEST(PushedCookie, has_a_bound) {
  std::string value = "weft-pushed=";
  for (unsigned i = 0; i < 100; ++i) value += fmt::format("{:08x}.", i);
  const auto asked = with_cookies({value});
  EXPECT_EQ(marks_of_cookie(asked).size(), most_marks_of_cookie);
  const auto cookie = set_pushed_cookie(asked, {1000}, false);
  EXPECT_THAT(cookie, StartsWith("weft-pushed=00000001.00000002."));
  EXPECT_EQ(cookie.find(';'), std::string("weft-pushed=").size() + 287);
}

}  // namespace pushed_cookie_test
}  // namespace weft::server
