#include <weft/server/check_field.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(CheckField, lets_good_fields_pass) {
  EXPECT_NO_THROW(check_field("x-name", "a value, \"quoted\"\twith a tab"));
  EXPECT_NO_THROW(check_field("x-name", ""));
}

TEST(CheckField, refuses_what_would_split_a_response) {
  EXPECT_THROW(check_field("location", "/a\r\nset-cookie: stolen"), std::invalid_argument);
  EXPECT_THROW(check_field("location", "/a\nb"), std::invalid_argument);
  EXPECT_THROW(check_field("location", std::string_view("/a\0b", 4)), std::invalid_argument);
}

TEST(CheckField, looks_at_the_value_alone_where_the_name_is_right) {
  EXPECT_NO_THROW(check_value("location", "/a"));
  EXPECT_THROW(check_value("location", "/a\r\nset-cookie: stolen"), std::invalid_argument);
}

TEST(CheckField, refuses_names_that_are_no_lower_case_token) {
  for (const auto* name : {"", "X-Name", "x name", "x:", ":status", "x\r\n"}) {
    EXPECT_THROW(check_field(name, "value"), std::invalid_argument) << name;
  }
}

}  // namespace
}  // namespace weft::server
