#include <weft/client/policy/digest.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::client::digest_test {
namespace {

using testing::HasSubstr;
using testing::Not;

http::Fields asking(std::string_view value) {
  http::Fields fields;
  fields.add(http::FieldName::www_authenticate, value);
  return fields;
}

// RFC 7616 3.9.1, which has both fields in one response.
constexpr std::string_view begin_of_example =
    "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

std::string answer(std::string_view algorithm) {
  const auto challenge = find_digest(asking(std::string(begin_of_example) + std::string(algorithm)));
  if (!challenge) return "none";
  return digest_credentials(*challenge, {"Mufasa", "Circle of Life"}, "GET", "/dir/index.html",
                            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
}

TEST(Digest, is_that_of_the_rfcs_example) {
  EXPECT_THAT(answer(", algorithm=MD5"), HasSubstr("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
  EXPECT_THAT(answer(", algorithm=SHA-256"),
              HasSubstr("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""));
  EXPECT_THAT(answer(", algorithm=SHA-256"),
              testing::AllOf(HasSubstr("username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"7ypf/"),
                             HasSubstr("uri=\"/dir/index.html\""), HasSubstr("qop=auth, nc=00000001, cnonce=\"f2/wE4"),
                             HasSubstr("algorithm=SHA-256, opaque=\"FQhe/")));
}

TEST(Digest, is_md5_unless_the_server_says_otherwise) {
  EXPECT_THAT(answer(""), HasSubstr("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
  EXPECT_THAT(answer(""), Not(HasSubstr("algorithm")));
  EXPECT_THAT(answer(", algorithm=md5-SESS"), Not(HasSubstr("8ca523f5")));
  EXPECT_THAT(answer(", userhash=true"), testing::AllOf(Not(HasSubstr("Mufasa")), HasSubstr("userhash=true")));
}

TEST(Digest, answers_the_first_challenge_that_it_understands) {
  const auto found = find_digest(asking(
      "Negotiate abc==, Digest realm=\"a\", nonce=\"b\", qop=\"auth\", algorithm=SHA-512-256, Basic realm=\"x, y\", "
      "digest nonce = \"c\\\"d\" , qop=auth-int, DIGEST realm=r, nonce=n, qop=\"auth\", algorithm=SHA-256, "
      "stale=TRUE"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "r");
  EXPECT_EQ(found->hash, io::Hash::sha256);
  EXPECT_TRUE(found->stale);
  EXPECT_EQ(found->opaque, std::nullopt);
}

TEST(Digest, leaves_what_it_does_not_understand) {
  for (const std::string_view field :
       {"", "Basic realm=\"x\"", "Digest", "Digest realm=\"a\", qop=auth", "Digest realm=\"a\", nonce=\"b\"",
        "Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"", "Digest realm=\"a\", nonce=\"b\", qop=auth, algorithm=X",
        "realm=\"a\", nonce=\"b\", qop=auth", ",,,", "Digest realm=\"a"}) {
    EXPECT_FALSE(find_digest(asking(field))) << field;
  }
}

TEST(Digest, quotes_what_it_says) {
  const auto challenge = find_digest(asking("Digest realm=\"a\\\"b\", nonce=\"c\", qop=auth"));
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->realm, "a\"b");
  EXPECT_THAT(digest_credentials(*challenge, {"x\"y\\", ""}, "GET", "/", "d"),
              HasSubstr("username=\"x\\\"y\\\\\", realm=\"a\\\"b\""));
}

}  // namespace
}  // namespace weft::client::digest_test
