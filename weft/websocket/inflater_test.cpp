#include <weft/websocket/inflater.hpp>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace inflater_test {

using namespace std::string_literals;

constexpr std::size_t roomy = 1 << 20;

std::string inflated(Inflater& inflater, const std::string& message) {
  std::string out;
  EXPECT_EQ(inflater.take(as_octets(message), out, roomy), std::nullopt);
  EXPECT_EQ(inflater.end(out, roomy), std::nullopt);
  return out;
}

// RFC 7692 7.2.3.1 to 7.2.3.5.
TEST(Inflated, is_what_the_examples_say) {
  Inflater inflater(15, false);
  EXPECT_EQ(inflated(inflater, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
  EXPECT_EQ(inflated(inflater, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s), "Hello");
  EXPECT_EQ(inflated(inflater, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "Hello");
  EXPECT_EQ(inflated(inflater, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s), "Hello");
  EXPECT_EQ(inflated(inflater, "\x00"s), "");
}

// RFC 7692 7.2.3.2: the second message refers to the first one.
TEST(Inflated, refers_to_earlier_messages_where_that_was_agreed) {
  Inflater keeping(15, true);
  EXPECT_EQ(inflated(keeping, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
  EXPECT_EQ(inflated(keeping, "\xf2\x00\x11\x00\x00"s), "Hello");
  Inflater forgetting(15, false);
  EXPECT_EQ(inflated(forgetting, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
  std::string out;
  EXPECT_EQ(forgetting.take(as_octets("\xf2\x00\x11\x00\x00"s), out, roomy), Reason::deflate_not_valid);
}

TEST(Inflated, is_refused_where_it_is_no_deflate) {
  Inflater inflater(15, true);
  std::string out;
  EXPECT_EQ(inflater.take(as_octets("\xff\xff\xff"s), out, roomy), Reason::deflate_not_valid);
}

}  // namespace inflater_test
}  // namespace weft::websocket
