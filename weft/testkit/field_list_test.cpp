#include <weft/testkit/field_list.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::testkit {
namespace {

std::vector<std::string> lines(const FieldList& list) {
  std::vector<std::string> out;
  for (const Field& field : list.views()) out.push_back(std::string(field.name) + "=" + std::string(field.value));
  return out;
}

TEST(FieldList, of_a_request_has_its_pseudo_fields) {
  EXPECT_THAT(lines(request("GET", "/a")),
              testing::ElementsAre(":method=GET", ":scheme=https", ":authority=example.org", ":path=/a"));
  EXPECT_THAT(lines(response(204)), testing::ElementsAre(":status=204"));
}

TEST(FieldList, can_be_spoilt) {
  const FieldList list = response(200).with("b", "2").with("b", "3");
  EXPECT_THAT(lines(list.starting_with("a", "1")), testing::ElementsAre("a=1", ":status=200", "b=2", "b=3"));
  EXPECT_THAT(lines(list.without("b")), testing::ElementsAre(":status=200"));
  EXPECT_THAT(lines(list.replacing("b", "x")), testing::ElementsAre(":status=200", "b=x", "b=3"));
}

}  // namespace
}  // namespace weft::testkit
