#include <weft/client/push/pushed.hpp>

#include <gtest/gtest.h>

#include <string_view>

#include <weft/client/content/stored.hpp>

namespace weft::client {
namespace pushed_test {

Request request(std::string_view url = "https://example.org/a") {
  Request request;
  request.url = http::parse_url(url).value();
  return request;
}
Request with(std::string_view name, std::string_view value) {
  Request request = pushed_test::request();
  request.fields.add(name, value);
  return request;
}

TEST(Pushed, may_answer_a_plain_get_or_head) {
  EXPECT_TRUE(may_take_pushed(request()));
  EXPECT_TRUE(may_take_pushed(with("accept", "text/css")));
  Request head = request();
  head.method = http::Method::head;
  EXPECT_TRUE(may_take_pushed(head));
}

TEST(Pushed, never_answers_a_request_that_wants_something_special) {
  for (const std::string_view name : {"cache-control", "pragma", "range", "if-match", "if-none-match",
                                      "if-modified-since", "if-unmodified-since", "if-range"}) {
    EXPECT_FALSE(may_take_pushed(with(name, "x"))) << name;
  }
  Request post = request();
  post.method = http::Method::post;
  EXPECT_FALSE(may_take_pushed(post));
  Request with_content = request();
  with_content.content = std::make_unique<Stored>();
  EXPECT_FALSE(may_take_pushed(with_content));
  Request for_another_host = request();
  for_another_host.authority = "other.example";
  EXPECT_FALSE(may_take_pushed(for_another_host));
}

TEST(Pushed, never_answers_a_request_that_may_not_go_over_http2) {
  Request http11 = request();
  http11.version = http::Version::http11;
  EXPECT_FALSE(may_take_pushed(http11));
  EXPECT_FALSE(may_take_pushed(request("http://example.org/a")));
  Request prior_knowledge = request("http://example.org/a");
  prior_knowledge.policy = VersionPolicy::exact;
  EXPECT_TRUE(may_take_pushed(prior_knowledge));
}

TEST(Pushed, has_one_key_however_its_url_is_written) {
  const auto key = [](std::string_view url) { return key_of(http::Method::get, http::parse_url(url).value()); };
  EXPECT_EQ(key("https://EXAMPLE.org/a?b"), key("https://example.org:443/a?b"));
  EXPECT_NE(key("https://example.org/a"), key("https://example.org/A"));
  EXPECT_NE(key("https://example.org/a"), key("http://example.org/a"));
  EXPECT_NE(key("https://example.org/a"), key_of(http::Method::head, http::parse_url("https://example.org/a").value()));
}

TEST(Pushed, is_for_those_with_the_same_credentials) {
  const CookieJar jar;
  Request with_jar = request();
  with_jar.cookies = jar;
  Request with_the_same_jar = request();
  with_the_same_jar.cookies = jar;
  Request with_another_jar = request();
  with_another_jar.cookies = CookieJar();
  EXPECT_EQ(credentials_of(with_jar), credentials_of(with_the_same_jar));
  EXPECT_NE(credentials_of(with_jar), credentials_of(with_another_jar));
  EXPECT_NE(credentials_of(with_jar), credentials_of(request()));
  EXPECT_NE(credentials_of(with("authorization", "Basic eA==")), credentials_of(request()));
  EXPECT_NE(credentials_of(with("cookie", "a=b")), credentials_of(with("cookie", "a=c")));
}

// RFC 9111 4.1.
class Vary : public testing::Test {
 protected:
  bool matches() const { return has_the_same_fields(pushed, sent); }

  Pushed pushed;
  http::Fields sent;
};

TEST_F(Vary, that_is_absent_names_nothing) {
  sent.add("accept", "text/css");
  EXPECT_TRUE(matches());
}

TEST_F(Vary, wants_the_fields_that_it_names_to_be_the_same) {
  pushed.response.fields.add("vary", "Accept, accept-language");
  EXPECT_TRUE(matches());
  sent.add("accept", "text/css");
  EXPECT_FALSE(matches());
  pushed.fields.add("accept", "text/css");
  EXPECT_TRUE(matches());
  pushed.fields.add("accept-language", "de");
  EXPECT_FALSE(matches());
}

TEST_F(Vary, does_not_care_for_whitespace_and_lines) {
  pushed.response.fields.add("vary", "x-a");
  pushed.response.fields.add("vary", "accept");
  sent.add("accept", "a, b");
  pushed.fields.add("accept", "a");
  pushed.fields.add("accept", " b");
  EXPECT_TRUE(matches());
  pushed.fields.add("x-a", "");
  EXPECT_FALSE(matches());
}

TEST_F(Vary, of_a_star_matches_nothing) {
  pushed.response.fields.add("vary", "accept, *");
  EXPECT_FALSE(matches());
}

}  // namespace pushed_test
}  // namespace weft::client
