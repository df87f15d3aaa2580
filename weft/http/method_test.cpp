#include <weft/http/method.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

struct Row {
  Method method;
  std::string_view text;
  bool safe;
  bool idempotent;
};

constexpr Row rows[] = {
    {Method::get, "GET", true, true},         {Method::head, "HEAD", true, true},
    {Method::post, "POST", false, false},     {Method::put, "PUT", false, true},
    {Method::delete_, "DELETE", false, true}, {Method::connect, "CONNECT", false, false},
    {Method::options, "OPTIONS", true, true}, {Method::trace, "TRACE", true, true},
    {Method::patch, "PATCH", false, false},
};

TEST(Method, has_the_text_and_the_properties_of_the_rfc) {
  for (const Row& row : rows) {
    EXPECT_EQ(method_of(row.text), row.method) << row.text;
    EXPECT_EQ(to_string(row.method), row.text);
    EXPECT_EQ(is_safe(row.method), row.safe) << row.text;
    EXPECT_EQ(is_idempotent(row.method), row.idempotent) << row.text;
  }
  EXPECT_FALSE(is_safe(Method::other));
  EXPECT_FALSE(is_idempotent(Method::other));
  EXPECT_EQ(to_string(Method::other), "");
}

TEST(Method, one_other_octet_anywhere_makes_it_another) {
  for (const Row& row : rows) {
    for (std::size_t place = 0; place < row.text.size(); ++place) {
      for (int octet = 0; octet < 256; ++octet) {
        std::string text(row.text);
        text[place] = static_cast<char>(octet);
        if (text != row.text) {
          ASSERT_EQ(method_of(text), Method::other) << text;
        }
      }
    }
  }
}

TEST(Method, is_case_sensitive_and_whole) {
  for (const std::string_view text : {"", "G", "GE", "get", "GETS", "OPTION", "DELETE ", "PROPFIND"}) {
    EXPECT_EQ(method_of(text), Method::other) << text;
  }
}

}  // namespace
}  // namespace weft::http
