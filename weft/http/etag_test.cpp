#include <weft/http/etag.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

EntityTag tag(std::string_view text) {
  return parse_entity_tag(text).value();
}

bool lists(std::string_view value, std::string_view wanted, Comparison comparison = Comparison::strong) {
  Fields fields;
  fields.add(FieldName::if_match, value);
  return lists_tag(fields, FieldName::if_match, tag(wanted), comparison);
}

TEST(EntityTag, is_quoted_and_may_be_weak) {
  EXPECT_EQ(tag("\"xyzzy\"").opaque, "\"xyzzy\"");
  EXPECT_FALSE(tag("\"xyzzy\"").weak);
  EXPECT_TRUE(tag("W/\"xyzzy\"").weak);
  EXPECT_EQ(tag("W/\"xyzzy\"").opaque, "\"xyzzy\"");
  EXPECT_EQ(tag("\"\"").opaque, "\"\"");
  EXPECT_EQ(tag("\"a,b\"").opaque, "\"a,b\"");
}

TEST(EntityTag, in_any_other_form_is_none) {
  for (const std::string_view text : {"", "*", "xyzzy", "\"", "\"a", "a\"", "w/\"a\"", "W\"a\"", "W/a", "W/", "\"a\"b",
                                      "\"a\" ", " \"a\"", "\"a\",\"b\"", "'a'"}) {
    EXPECT_FALSE(parse_entity_tag(text).has_value()) << text;
  }
}

TEST(EntityTag, has_visible_octets_only_in_every_place) {
  for (std::size_t place = 1; place < 4; ++place) {
    for (int octet = 0; octet < 256; ++octet) {
      std::string text = "\"aaa\"";
      text[place] = static_cast<char>(octet);
      const bool expected = (octet > 0x20 && octet != 0x7f && octet != '"');
      EXPECT_EQ(parse_entity_tag(text).has_value(), expected) << octet;
    }
  }
}

// RFC 9110 8.8.3.2, Table 3.
TEST(EntityTag, comparison_is_as_in_the_table_of_the_rfc) {
  struct Row {
    std::string_view a, b;
    bool strong, weak;
  };
  for (const Row& row : {Row{"W/\"1\"", "W/\"1\"", false, true}, Row{"W/\"1\"", "W/\"2\"", false, false},
                         Row{"W/\"1\"", "\"1\"", false, true}, Row{"\"1\"", "\"1\"", true, true}}) {
    EXPECT_EQ(equal(tag(row.a), tag(row.b), Comparison::strong), row.strong);
    EXPECT_EQ(equal(tag(row.b), tag(row.a), Comparison::strong), row.strong);
    EXPECT_EQ(equal(tag(row.a), tag(row.b), Comparison::weak), row.weak);
    EXPECT_EQ(equal(tag(row.b), tag(row.a), Comparison::weak), row.weak);
  }
}

TEST(EntityTagList, is_searched_to_its_end) {
  constexpr std::string_view list = " \"a\" ,, W/\"b\",\"c,d\"\t,";
  EXPECT_TRUE(lists(list, "\"a\""));
  EXPECT_FALSE(lists(list, "\"b\""));
  EXPECT_TRUE(lists(list, "\"b\"", Comparison::weak));
  EXPECT_TRUE(lists(list, "\"c,d\""));
  EXPECT_FALSE(lists(list, "\"c\""));
  EXPECT_FALSE(lists("", "\"a\""));
  EXPECT_FALSE(lists("*", "\"a\""));
}

TEST(EntityTagList, is_read_up_to_its_first_error) {
  EXPECT_FALSE(lists("a, \"b\"", "\"b\""));
  EXPECT_FALSE(lists("\"a\" \"b\"", "\"b\""));
  EXPECT_FALSE(lists("\"a\"x, \"b\"", "\"b\""));
  EXPECT_FALSE(lists("\"a, \"b\"", "\"b\""));
  EXPECT_TRUE(lists("\"a\" \"b\"", "\"a\""));
}

TEST(EntityTagList, may_be_spread_over_fields) {
  Fields fields;
  fields.add(FieldName::if_none_match, "\"a\"");
  fields.add(FieldName::if_match, "\"c\"");
  fields.add(FieldName::if_none_match, "\"b\"");
  EXPECT_TRUE(lists_tag(fields, FieldName::if_none_match, tag("\"b\""), Comparison::strong));
  EXPECT_FALSE(lists_tag(fields, FieldName::if_none_match, tag("\"c\""), Comparison::strong));
}

TEST(EntityTagList, any_is_one_star_alone) {
  Fields fields;
  EXPECT_FALSE(is_any(fields, FieldName::if_match));
  fields.add(FieldName::if_match, "*");
  EXPECT_TRUE(is_any(fields, FieldName::if_match));
  fields.add(FieldName::if_match, "*");
  EXPECT_FALSE(is_any(fields, FieldName::if_match));
  Fields list;
  list.add(FieldName::if_match, "*, \"a\"");
  EXPECT_FALSE(is_any(list, FieldName::if_match));
}

}  // namespace
}  // namespace weft::http
