#include <weft/http/parameters.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

TEST(Parameters, stand_behind_the_value) {
  EXPECT_EQ(without_parameters("text/html ; charset=utf-8"), "text/html");
  EXPECT_EQ(without_parameters("text/html"), "text/html");
  EXPECT_EQ(without_parameters(""), "");
  EXPECT_TRUE(media_type_is("Text/HTML;a=b", "text/html"));
  EXPECT_FALSE(media_type_is("text/html5", "text/html"));
}

TEST(Parameters, are_tokens_or_quoted) {
  EXPECT_EQ(find_parameter("a/b; x=1;Y=2", "y"), "2");
  EXPECT_EQ(find_parameter("a/b;x=\"1;y=3\" ; y=\"a b\"", "y"), "a b");
  EXPECT_EQ(find_parameter("a/b;;; x=1;", "x"), "1");
  EXPECT_EQ(find_parameter("a/b; x=1; x=2", "x"), "1");
  EXPECT_EQ(find_parameter("a/b; x=\"\"", "x"), "");
  EXPECT_EQ(find_parameter("a/b; xy=1", "x"), std::nullopt);
  EXPECT_EQ(find_parameter("a/b", "x"), std::nullopt);
}

TEST(Parameters, may_have_escapes_in_quotes) {
  EXPECT_EQ(find_parameter(R"(a; x="1\"2\\3")", "x"), R"(1"2\3)");
  EXPECT_EQ(find_parameter(R"(a; x="C:\some\file.txt")", "x"), R"(C:\some\file.txt)");
}

TEST(Parameters, that_are_malformed_are_none) {
  for (const auto* value :
       {"a; x", "a; =1", "a; x=", "a; x=\"1", "a; x=\"1\\\"", "a; y z; x=1", "a; y=\"1\"2; x=1", "a; y=(; x=1"}) {
    EXPECT_EQ(find_parameter(value, "x"), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace weft::http
