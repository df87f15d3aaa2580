#include <weft/config/placed_json.hpp>

#include <gtest/gtest.h>

namespace weft::config {
namespace {

using Kind = PlacedJson::Kind;

TEST(PlacedJson, each_value_knows_where_it_begins) {
  const std::string text = R"( { "a" : [ 1 , -2.5,true,null , "x\"y" ], "b":{} } )";
  const PlacedJson root = parse_placed(text);
  EXPECT_EQ(root.kind, Kind::object);
  EXPECT_EQ(root.offset, text.find('{'));
  EXPECT_EQ(root.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(root.name_offsets, (std::vector<std::size_t>{text.find("\"a"), text.find("\"b")}));
  const PlacedJson& list = root.items.at(0);
  EXPECT_EQ(list.kind, Kind::list);
  EXPECT_EQ(list.offset, text.find('['));
  const std::vector<std::pair<Kind, std::string>> expected = {{Kind::number, "1"},
                                                              {Kind::number, "-2.5"},
                                                              {Kind::boolean, "true"},
                                                              {Kind::nothing, "null"},
                                                              {Kind::text, "\"x"}};
  ASSERT_EQ(list.items.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(list.items[i].kind, expected[i].first);
    EXPECT_EQ(list.items[i].offset, text.find(expected[i].second));
  }
  EXPECT_EQ(list.items[0].text, "1");
  EXPECT_EQ(list.items[1].text, "-2.5");
  EXPECT_EQ(list.items[2].text, "true");
  EXPECT_EQ(list.items[4].text, "x\"y");
  EXPECT_EQ(root.items.at(1).offset, text.rfind('{'));
}

TEST(PlacedJson, numbers_before_a_bracket_do_not_move_what_follows) {
  const std::string text = "[[1],[22],{\"k\":3},\"z\"]";
  const PlacedJson root = parse_placed(text);
  EXPECT_EQ(root.items.at(1).offset, text.find("[22"));
  EXPECT_EQ(root.items.at(2).offset, text.find('{'));
  EXPECT_EQ(root.items.at(3).offset, text.find("\"z"));
}

TEST(PlacedJson, comments_and_a_comma_behind_the_last_item_move_nothing) {
  const std::string text = "// \"one\"\n{\"a\": [1, /* , ] */ 2, // ]\n ], \"b//c\": \"/*,}\\\"\", }";
  const PlacedJson root = parse_placed(text);
  ASSERT_EQ(root.names, (std::vector<std::string>{"a", "b//c"}));
  ASSERT_EQ(root.items[0].items.size(), 2u);
  EXPECT_EQ(root.items[0].items[1].offset, text.find("2"));
  EXPECT_EQ(root.items[1].text, "/*,}\"");
}

TEST(PlacedJson, a_comma_behind_nothing_is_refused) {
  for (const char* text : {"[,]", "{,}", "[1,,]", "[1],", "{\"a\":,}", "[1 /* ]", "[1 / 2]"}) {
    EXPECT_THROW(parse_placed(text), JsonError) << text;
  }
}

TEST(PlacedJson, what_is_no_json_says_where) {
  try {
    parse_placed("[1, x]");
    ADD_FAILURE();
  } catch (const JsonError& error) {
    EXPECT_EQ(error.offset, 4U);
  }
}

}  // namespace
}  // namespace weft::config
