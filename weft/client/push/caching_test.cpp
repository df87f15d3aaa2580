#include <weft/client/push/caching.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace weft::client {
namespace caching_test {

using namespace std::chrono_literals;
using http::Status;

// "Sun, 06 Nov 1994 08:49:37 GMT"
constexpr http::Date noon{784'111'777s};

Caching caching(std::initializer_list<std::pair<std::string_view, std::string_view>> list, Status status = Status::ok,
                http::Date asked = noon) {
  http::Fields fields;
  for (const auto& [name, value] : list) fields.add(name, value);
  return caching_of(status, fields, {.asked = asked, .received = noon});
}

TEST(Caching, of_most_responses_is_allowed) {
  EXPECT_TRUE(caching({}).may_be_stored);
  EXPECT_TRUE(caching({}, Status::not_found).may_be_stored);
  EXPECT_TRUE(caching({}).may_be_reused);
  EXPECT_FALSE(caching({}).lifetime);
}

// RFC 9111 3: "a status code that is defined as heuristically cacheable", or one of some directives.
TEST(Caching, of_other_statuses_has_to_be_allowed) {
  EXPECT_FALSE(caching({}, Status::forbidden).may_be_stored);
  EXPECT_TRUE(caching({{"cache-control", "public"}}, Status::forbidden).may_be_stored);
  EXPECT_TRUE(caching({{"cache-control", "private"}}, Status::forbidden).may_be_stored);
  EXPECT_TRUE(caching({{"cache-control", "max-age=1"}}, Status::forbidden).may_be_stored);
  EXPECT_TRUE(caching({{"expires", "0"}}, Status::forbidden).may_be_stored);
  EXPECT_FALSE(caching({{"cache-control", "must-understand, public"}}, Status::forbidden).may_be_stored);
}

TEST(Caching, of_parts_is_not_allowed) {
  EXPECT_FALSE(caching({{"cache-control", "max-age=60"}}, Status::partial_content).may_be_stored);
  EXPECT_FALSE(caching({{"cache-control", "max-age=60"}}, Status::not_modified).may_be_stored);
}

TEST(Caching, may_be_forbidden) {
  EXPECT_FALSE(caching({{"cache-control", "max-age=60, no-store"}}).may_be_stored);
  EXPECT_FALSE(caching({{"cache-control", "NO-STORE"}}).may_be_stored);
  EXPECT_FALSE(caching({{"cache-control", "max-age=60"}, {"cache-control", "no-store"}}).may_be_stored);
}

TEST(Caching, may_need_the_server_for_each_use) {
  for (const std::string_view value : {"no-cache", "max-age=60, no-cache", "No-Cache=\"set-cookie, date\""}) {
    EXPECT_TRUE(caching({{"cache-control", value}}).may_be_stored) << value;
    EXPECT_FALSE(caching({{"cache-control", value}}).may_be_reused) << value;
  }
}

TEST(Caching, lasts_as_long_as_max_age_says) {
  EXPECT_EQ(caching({{"cache-control", "max-age=60"}}).lifetime, 60s);
  EXPECT_EQ(caching({{"cache-control", " public ,\tMax-Age=\"7\""}}).lifetime, 7s);
  EXPECT_EQ(caching({{"cache-control", "max-age=60, max-age=5"}}).lifetime, 60s);
  EXPECT_EQ(caching({{"cache-control", "max-age=60"}, {"expires", "0"}}).lifetime, 60s);
  // RFC 9111 5.2.2.10: s-maxage is for shared caches.
  EXPECT_FALSE(caching({{"cache-control", "s-maxage=60"}}).lifetime);
}

TEST(Caching, with_a_number_that_is_none_does_not_last) {
  for (const std::string_view value : {"max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=x"}) {
    EXPECT_EQ(caching({{"cache-control", value}}).lifetime, 0s) << value;
  }
  EXPECT_EQ(caching({{"cache-control", "max-age=99999999999999999999"}}).lifetime, 2'147'483'648s);
}

TEST(Caching, knows_no_directives_in_quoted_strings) {
  EXPECT_FALSE(caching({{"cache-control", "ext=\"a, max-age=60, \\\", no-store\""}}).lifetime);
  EXPECT_TRUE(caching({{"cache-control", "ext=\"a, no-store\""}}).may_be_stored);
  EXPECT_FALSE(caching({{"cache-control", "ext=\"a\", no-store"}}).may_be_stored);
}

TEST(Caching, lasts_until_expires) {
  const std::string_view in_a_minute = "Sun, 06 Nov 1994 08:50:37 GMT";
  EXPECT_EQ(caching({{"expires", in_a_minute}}).lifetime, 60s);
  EXPECT_EQ(caching({{"expires", in_a_minute}, {"date", "Sun, 06 Nov 1994 08:50:27 GMT"}}).lifetime, 10s);
  EXPECT_EQ(caching({{"expires", in_a_minute}, {"date", "Sun, 06 Nov 1994 09:50:37 GMT"}}).lifetime, 0s);
  for (const std::string_view none : {"0", "", "tomorrow"}) {
    EXPECT_EQ(caching({{"expires", none}}).lifetime, 0s) << none;
  }
}

// RFC 9111 4.2.3.
TEST(Caching, counts_the_age_that_a_response_has_when_it_comes) {
  EXPECT_EQ(caching({}).initial_age, 0s);
  EXPECT_EQ(caching({{"age", "5"}}).initial_age, 5s);
  EXPECT_EQ(caching({{"age", "5, 9"}}).initial_age, 5s);
  EXPECT_EQ(caching({{"age", "old"}}).initial_age, 0s);
  EXPECT_EQ(caching({{"age", "5"}}, Status::ok, noon - 2s).initial_age, 7s);
  EXPECT_EQ(caching({{"age", "5"}, {"date", "Sun, 06 Nov 1994 08:49:17 GMT"}}).initial_age, 20s);
  EXPECT_EQ(caching({{"date", "Sun, 06 Nov 1994 08:50:37 GMT"}}).initial_age, 0s);
  EXPECT_EQ(caching({{"age", "99999999999999999999"}}).initial_age, 2'147'483'648s);
}

TEST(Caching, is_fresh_until_its_age_is_its_lifetime) {
  const Caching ten = caching({{"cache-control", "max-age=10"}, {"age", "4"}});
  EXPECT_TRUE(ten.is_fresh(5s));
  EXPECT_FALSE(ten.is_fresh(6s));
  EXPECT_FALSE(caching({}).is_fresh(0s));
  EXPECT_FALSE(caching({{"cache-control", "max-age=0"}}).is_fresh(0s));
}

}  // namespace caching_test
}  // namespace weft::client
