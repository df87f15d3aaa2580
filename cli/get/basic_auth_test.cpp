#include <cli/get/basic_auth.hpp>

#include <gtest/gtest.h>

namespace weft::cli::get {
namespace {

// RFC 7617 2, and RFC 4648 10 for each length of the rest.
TEST(BasicAuth, is_base64_of_user_and_password) {
  EXPECT_EQ(basic_auth("Aladdin:open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_auth(""), "Basic ");
  EXPECT_EQ(basic_auth("f"), "Basic Zg==");
  EXPECT_EQ(basic_auth("fo"), "Basic Zm8=");
  EXPECT_EQ(basic_auth("foo"), "Basic Zm9v");
  EXPECT_EQ(basic_auth("\xff\xfe\xfd"), "Basic //79");
}

}  // namespace
}  // namespace weft::cli::get
