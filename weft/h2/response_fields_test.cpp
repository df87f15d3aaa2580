#include <weft/h2/response_fields.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include <weft/hpack/static_table.hpp>

namespace weft::h2 {
namespace {

class ResponseFields : public ::testing::Test {
 protected:
  std::optional<Reason> read(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    head.clear();
    for (const auto& [name, value] : fields) {
      const NameToken known = http::intern_field_name(name);
      const NameToken token = known != 0 ? known : hpack::static_table::token_of(name);
      head.fields.add_view({head.fields.arena().store(name), head.fields.arena().store(value), token, false});
    }
    return read_response(head, limits);
  }

  Limits limits;
  http::ResponseHead head;
};

TEST_F(ResponseFields, become_a_head) {
  ASSERT_EQ(read({{":status", "404"}, {"content-length", "7"}, {"a", "b"}}), std::nullopt);
  EXPECT_EQ(head.status, http::Status::not_found);
  EXPECT_EQ(head.content_length, 7u);
  EXPECT_EQ(head.fields.size(), 2u);
}

TEST_F(ResponseFields, have_a_status_of_three_digits_in_front) {
  EXPECT_EQ(read({}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({{"a", "b"}}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({{"a", "b"}, {":status", "200"}}), Reason::pseudo_field_missing);
  for (const auto* status : {"", "20", "2000", "099", "2x0", "+20"}) {
    EXPECT_EQ(read({{":status", status}}), Reason::pseudo_field_not_valid) << status;
  }
}

TEST_F(ResponseFields, have_no_other_pseudo_field) {
  EXPECT_EQ(read({{":path", "/"}}), Reason::pseudo_field_unknown);
  EXPECT_EQ(read({{":status", "200"}, {":path", "/"}}), Reason::pseudo_field_unknown);
  EXPECT_EQ(read({{":status", "200"}, {":status", "200"}}), Reason::pseudo_field_repeated);
  EXPECT_EQ(read({{":status", "200"}, {"a", "b"}, {":status", "200"}}), Reason::pseudo_field_too_late);
}

TEST_F(ResponseFields, never_switch_protocols) {
  EXPECT_EQ(read({{":status", "101"}}), Reason::switching_protocols);
  EXPECT_EQ(read({{":status", "103"}}), std::nullopt);
}

TEST_F(ResponseFields, obey_the_rules_of_fields) {
  EXPECT_EQ(read({{":status", "200"}, {"connection", "close"}}), Reason::connection_specific_field);
  EXPECT_EQ(read({{":status", "200"}, {"A", "b"}}), Reason::field_name_not_valid);
  EXPECT_EQ(read({{":status", "200"}, {"a", std::string(limits.value_octets + 1, 'b')}}),
            Reason::response_fields_too_large);
}

TEST_F(ResponseFields, have_at_most_one_content_length) {
  EXPECT_EQ(read({{":status", "200"}, {"content-length", "x"}}), Reason::content_length_not_valid);
  EXPECT_EQ(read({{":status", "200"}, {"content-length", "1"}, {"content-length", "1"}}),
            Reason::content_length_not_valid);
}

}  // namespace
}  // namespace weft::h2
