#include <weft/server/check_field.hpp>

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace weft::server {
namespace check_field_test {

using http::FieldName;
using testing::HasSubstr;

// The message about a wrong field; "" for a good one.
std::string fault_of(std::string_view name, std::string_view value) {
  try {
    check_field(name, value);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(CheckField, lets_good_fields_pass) {
  EXPECT_EQ(check_field("x-name", "a value, \"quoted\"\twith a tab"), "a value, \"quoted\"\twith a tab");
  EXPECT_EQ(check_field("x-name", ""), "");
  EXPECT_EQ(check_field(FieldName::location, "/a"), "/a");
}

TEST(CheckField, refuses_what_would_split_a_response) {
  EXPECT_THROW(check_field("location", "/a\r\nset-cookie: stolen"), std::invalid_argument);
  EXPECT_THROW(check_field("location", "/a\nb"), std::invalid_argument);
  EXPECT_THROW(check_field("location", std::string_view("/a\0b", 4)), std::invalid_argument);
  EXPECT_THROW(check_field(FieldName::location, "/a\r\nset-cookie: stolen"), std::invalid_argument);
  EXPECT_THAT(fault_of("location", "/a\nb"),
              HasSubstr("location has a value with the control octet 0x0a at its place 2"));
}

// RFC 9110 5.1: "Field names are case-insensitive".
TEST(CheckField, takes_names_in_any_case) {
  EXPECT_NO_THROW(check_field("X-Name", "value"));
  EXPECT_NO_THROW(check_field("Content-Type", "value"));
}

TEST(CheckField, refuses_names_that_are_no_token) {
  for (const auto* name : {"", "x name", "x:", ":status", "x\r\n", "na\xc3\xafve"}) {
    EXPECT_THROW(check_field(name, "value"), std::invalid_argument) << name;
  }
  EXPECT_THROW(check_field(FieldName::unknown, "value"), std::invalid_argument);
  EXPECT_THAT(fault_of(":status", "200"), HasSubstr("status() says the status"));
}

// RFC 9110 5.5: "A field value does not include leading or trailing whitespace."
TEST(CheckField, takes_the_whitespace_around_a_value_away) {
  EXPECT_EQ(check_field("x-name", " \ta b\t "), "a b");
  EXPECT_EQ(check_field("x-name", " "), "");
}

TEST(CheckField, refuses_fields_that_weft_sets) {
  for (const auto* name : {"content-length", "Content-Length", "transfer-encoding", "Connection", "keep-alive",
                           "proxy-connection", "upgrade", "TE", "http2-settings"}) {
    EXPECT_THAT(fault_of(name, "1"), HasSubstr("is set by weft")) << name;
    EXPECT_THROW(check_trailer(name, "1"), std::invalid_argument) << name;
  }
  EXPECT_THROW(check_field(FieldName::content_length, "1"), std::invalid_argument);
  EXPECT_THROW(check_field(FieldName::transfer_encoding, "chunked"), std::invalid_argument);
  EXPECT_THAT(fault_of("content-length", "3"), HasSubstr("response().content_length"));
  // The field announces trailers, and says nothing about the connection.
  EXPECT_NO_THROW(check_field("trailer", "x-sum"));
}

// RFC 9110 6.5.1: "A sender MUST NOT generate a trailer field unless the sender knows the corresponding header field
// name's definition permits the field to be sent in trailers."
TEST(CheckField, refuses_trailers_that_come_too_late_to_mean_anything) {
  EXPECT_EQ(check_trailer("X-Sum", "7"), "7");
  for (const auto* name : {"Content-Type", "set-cookie", "cache-control", "content-range"}) {
    EXPECT_THROW(check_trailer(name, "1"), std::invalid_argument) << name;
  }
}

TEST(CheckStatus, takes_what_ends_a_response) {
  for (const int code : {200, 299, 404, 418, 599})
    EXPECT_NO_THROW(check_status(static_cast<http::Status>(code))) << code;
  for (const int code : {0, 42, 99, 100, 101, 103, 199, 600, 999, 1000, 65535}) {
    EXPECT_THROW(check_status(static_cast<http::Status>(code)), std::invalid_argument) << code;
  }
}

TEST(CheckHead, finds_what_nobody_has_checked) {
  http::ResponseHead head;
  head.fields.add("x-name", "1");
  EXPECT_FALSE(may_be_wrong(head));
  for (const auto* name :
       {"content-length", "connection", "transfer-encoding", "keep-alive", "proxy-connection", "te"}) {
    http::ResponseHead wrong;
    wrong.fields.add(name, "1");
    EXPECT_TRUE(may_be_wrong(wrong)) << name;
    EXPECT_THROW(check_head(wrong), std::invalid_argument) << name;
  }
  head.status = static_cast<http::Status>(42);
  EXPECT_TRUE(may_be_wrong(head));
  EXPECT_THROW(check_head(head), std::invalid_argument);
}

// Names share their place in the summary of names.
TEST(CheckHead, lets_pass_what_only_looked_wrong) {
  http::ResponseHead head;
  head.fields.add("sec-fetch-mode", "cors");
  EXPECT_TRUE(may_be_wrong(head));
  EXPECT_NO_THROW(check_head(head));
}

}  // namespace check_field_test
}  // namespace weft::server
