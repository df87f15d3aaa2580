#include <weft/testkit/octets.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::testkit {
namespace {

TEST(Octets, are_written_as_digits) {
  EXPECT_EQ(hex("00 0a|ff\n10"), (Bytes{0x00, 0x0a, 0xff, 0x10}));
  EXPECT_EQ(hex(""), Bytes());
}

TEST(Octets, are_written_as_text) {
  EXPECT_EQ(text("ab"), (Bytes{'a', 'b'}));
}

}  // namespace
}  // namespace weft::testkit
