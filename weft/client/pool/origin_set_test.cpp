#include <weft/client/pool/origin_set.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weft::client {
namespace origin_set_test {

class OriginSetTest : public testing::Test {
 protected:
  static http::Url url(std::string_view text) { return *http::parse_url(text); }
  bool has(std::string_view text) const { return set.has(url(text)); }

  const http::Url initial = url("https://A.test/");
  OriginSet set{initial};
};

// RFC 8336 2.3: "An uninitialized Origin Set means that clients apply the coalescing rules from Section 9.1.1 of
// [RFC7540]."
TEST_F(OriginSetTest, before_the_first_frame_has_all) {
  EXPECT_TRUE(has("https://a.test/"));
  EXPECT_TRUE(has("https://b.test/"));
}

TEST_F(OriginSetTest, a_frame_without_origins_leaves_the_initial_one_alone) {
  set.add({});
  EXPECT_TRUE(has("https://a.test/"));
  EXPECT_FALSE(has("https://a.test:8443/"));
  EXPECT_FALSE(has("https://b.test/"));
}

TEST_F(OriginSetTest, frames_add_origins) {
  set.add({"https://b.test"});
  set.add({"https://c.test:8443", "https://[::1]:9443"});
  EXPECT_TRUE(has("https://a.test/"));
  EXPECT_TRUE(has("https://B.test:443/any"));
  EXPECT_TRUE(has("https://c.test:8443/"));
  EXPECT_TRUE(has("https://[::1]:9443/"));
  EXPECT_FALSE(has("https://c.test/"));
  EXPECT_FALSE(has("https://d.test/"));
}

// RFC 8336 2.2: "Note that the ORIGIN frame does not support wildcard names (e.g., "*.example.com") in Origin-Entry."
TEST_F(OriginSetTest, what_is_no_origin_of_https_is_ignored) {
  for (const std::string_view entry : {"", "null", "b.test", "http://b.test", "https://b.test/", "https://b.test?a",
                                       "https://u@b.test", "https://*.test", "https://b.test:port"}) {
    set.add({entry});
    EXPECT_FALSE(has("https://b.test/")) << entry;
  }
}

TEST_F(OriginSetTest, what_was_removed_stays_out) {
  set.remove(url("https://b.test/path"));
  EXPECT_FALSE(has("https://B.test/"));
  EXPECT_TRUE(has("https://c.test/"));
  set.add({"https://b.test", "https://c.test"});
  EXPECT_FALSE(has("https://b.test/"));
  EXPECT_TRUE(has("https://c.test/"));
}

// An honest server names hundreds; one that goes on is not followed.
TEST_F(OriginSetTest, takes_names_up_to_its_limit) {
  const std::size_t honest = 500;
  for (std::size_t i = 0; i < honest; ++i) set.add({fmt::format("https://{:05}.example.test", i)});
  EXPECT_TRUE(has("https://00499.example.test/"));
  for (std::size_t i = honest; i < 10'000; ++i) set.add({fmt::format("https://{:05}.example.test", i)});
  EXPECT_FALSE(has("https://09999.example.test/"));
  EXPECT_TRUE(has("https://00499.example.test/"));
  EXPECT_TRUE(has("https://a.test/"));
}

}  // namespace origin_set_test
}  // namespace weft::client
