#include <weft/io/tls_staple.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <weft/io/ocsp_response_test.hpp>

namespace weft::io {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Staple : public testing::Test {
 protected:
  TlsStaple staple_of(const std::string& file) const {
    return TlsStaple::from_file(file, *certificate.parts().certificate);
  }
  std::string problem_of(const std::string& file) const { return staple_of(file).problem_at(now); }

  const test::Authority authority{"ours"};
  const TlsCertificate certificate = authority.issue("a.test");
  const std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

TEST_F(Staple, is_the_response_as_it_stands_in_the_file) {
  const auto file = test::ocsp_file(authority, certificate);
  const auto staple = staple_of(file);
  EXPECT_EQ(staple.problem_at(now), "");
  std::ifstream in(file, std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(as_text(staple.octets_at(now)), octets);
}

TEST_F(Staple, is_of_use_between_its_dates) {
  const auto file = test::ocsp_file(authority, certificate, {.first = -60, .last = 3600});
  const auto staple = staple_of(file);
  EXPECT_FALSE(staple.octets_at(now).empty());
  EXPECT_TRUE(staple.octets_at(now + 2h).empty());
  EXPECT_THAT(staple.problem_at(now + 2h),
              AllOf(StartsWith(file), HasSubstr("expired on 2"), EndsWith(": it is not stapled")));
  EXPECT_TRUE(staple.octets_at(now - 2h).empty());
  EXPECT_THAT(staple.problem_at(now - 2h), HasSubstr("not valid before 2"));
}

TEST_F(Staple, is_for_its_own_certificate) {
  EXPECT_THAT(problem_of(test::ocsp_file(authority, authority.issue("b.test"))), HasSubstr("for another certificate"));
  // The issuer has another name, and has given the same number.
  const test::Authority other("theirs");
  EXPECT_THAT(problem_of(test::ocsp_file(other, certificate)), HasSubstr("for another certificate"));
}

TEST_F(Staple, says_that_the_certificate_stands) {
  EXPECT_THAT(problem_of(test::ocsp_file(authority, certificate, {.status = V_OCSP_CERTSTATUS_REVOKED})),
              HasSubstr("says that the certificate is revoked"));
  EXPECT_THAT(problem_of(test::ocsp_file(authority, certificate, {.status = V_OCSP_CERTSTATUS_UNKNOWN})),
              HasSubstr("says that the certificate is unknown"));
  const auto staple = staple_of(test::ocsp_file(authority, certificate, {.status = V_OCSP_CERTSTATUS_REVOKED}));
  EXPECT_TRUE(staple.octets_at(now).empty());
}

TEST_F(Staple, that_cannot_be_read_is_told_with_its_file) {
  EXPECT_THAT(problem_of("/nowhere/resp.der"), HasSubstr("/nowhere/resp.der: cannot be read: No such file"));
  EXPECT_THAT(problem_of("/dev/null"), HasSubstr("/dev/null: is no OCSP response"));
  const std::string file = testing::TempDir() + std::to_string(::getpid()) + "weft_try_later.der";
  std::ofstream(file, std::ios::binary) << std::string("\x30\x03\x0a\x01\x03", 5);
  EXPECT_THAT(problem_of(file), HasSubstr("is an error of the responder: trylater"));
}

}  // namespace
}  // namespace weft::io
