#include <weft/server/payload.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(Payload, borrows_what_it_is_shown) {
  const std::string text = "a text of some length, so that it is not kept in place";
  EXPECT_FALSE(Payload("literal").is_owned());
  EXPECT_FALSE(Payload(std::string_view("view")).is_owned());
  EXPECT_FALSE(Payload(as_octets("octets")).is_owned());
  EXPECT_FALSE(Payload(text).is_owned());
  EXPECT_EQ(Payload(text).text().data(), text.data());
}

TEST(Payload, owns_what_it_is_given) {
  std::string text = "a text of some length, so that it is not kept in place";
  const auto* place = text.data();
  Payload payload(std::move(text));
  EXPECT_TRUE(payload.is_owned());
  EXPECT_EQ(payload.text().data(), place);
  EXPECT_EQ(std::move(payload).take().data(), place);
}

}  // namespace
}  // namespace weft::server
