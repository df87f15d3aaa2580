#include <weft/conformance/request_fault.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/field_list.hpp>

namespace weft::conformance {
namespace {

using testkit::FieldList;

std::string fault(const FieldList& fields, std::string_view authority = "example.org") {
  return request_fault(fields.views(), authority);
}

const FieldList sound = testkit::request("GET");

TEST(RequestFault, is_none_where_a_request_is_well_formed) {
  EXPECT_EQ(fault(sound), "");
  EXPECT_EQ(fault(sound, {}), "");
  EXPECT_EQ(fault(sound.with("te", "trailers").with("accept", "*/*").with("x-empty", "").with("host", "example.org")),
            "");
}

TEST(RequestFault, is_found_in_control_data) {
  EXPECT_EQ(fault(sound.without(":path")), ":path with a value 0 times");
  EXPECT_EQ(fault(sound.replacing(":path", "")), ":path with a value 1 times");
  EXPECT_EQ(fault(sound.starting_with(":method", "GET")), ":method with a value 2 times");
  EXPECT_EQ(fault(sound.starting_with("accept", "*/*")), "a pseudo-header field behind another field");
}

TEST(RequestFault, is_found_in_the_authority) {
  EXPECT_EQ(fault(sound.without(":authority")), ":authority 0 times");
  EXPECT_EQ(fault(sound, "localhost"), ":authority example.org");
  EXPECT_EQ(fault(sound.replacing(":authority", "me@example.org"), {}), "userinfo in :authority");
  EXPECT_EQ(fault(sound.with("host", "localhost")), "host that differs from :authority");
}

TEST(RequestFault, is_found_in_fields) {
  EXPECT_EQ(fault(sound.with("Accept", "*/*")), "the field name Accept");
  EXPECT_EQ(fault(sound.with("connection", "close")), "connection");
  EXPECT_EQ(fault(sound.with("te", "gzip")), "te with another value than trailers");
  EXPECT_EQ(fault(sound.with("accept", " */*")), "whitespace around the value of accept");
}

}  // namespace
}  // namespace weft::conformance
