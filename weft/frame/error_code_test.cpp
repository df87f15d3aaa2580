#include <weft/frame/error_code.hpp>

#include <gtest/gtest.h>

namespace weft::frame {
namespace {

TEST(ErrorCode, has_the_name_of_the_registry) {
  EXPECT_EQ(to_string(ErrorCode::no_error), "NO_ERROR");
  EXPECT_EQ(to_string(ErrorCode::enhance_your_calm), "ENHANCE_YOUR_CALM");
  EXPECT_EQ(to_string(ErrorCode::http_1_1_required), "HTTP_1_1_REQUIRED");
}

TEST(ErrorCode, that_is_unknown_has_no_name) {
  EXPECT_EQ(to_string(ErrorCode{0x0e}), "");
  EXPECT_EQ(to_string(ErrorCode{0xffffffff}), "");
}

}  // namespace
}  // namespace weft::frame
