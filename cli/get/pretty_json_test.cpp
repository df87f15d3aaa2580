#include <cli/get/pretty_json.hpp>

#include <gtest/gtest.h>

namespace weft::cli::get {
namespace {

TEST(PrettyJson, has_a_line_for_each_member) {
  EXPECT_EQ(pretty_json("{\"a\":[1,2,{}],\"b\":{\"c\":null},\"d\":[]}"),
            "{\n"
            "  \"a\": [\n"
            "    1,\n"
            "    2,\n"
            "    {}\n"
            "  ],\n"
            "  \"b\": {\n"
            "    \"c\": null\n"
            "  },\n"
            "  \"d\": []\n"
            "}");
}

TEST(PrettyJson, leaves_numbers_and_texts_as_they_are) {
  EXPECT_EQ(pretty_json(" [ 1.0 , 12345678901234567890123, 1e5, \"a\\\", [ ] : {\\u0041\" ] \n"),
            "[\n"
            "  1.0,\n"
            "  12345678901234567890123,\n"
            "  1e5,\n"
            "  \"a\\\", [ ] : {\\u0041\"\n"
            "]");
  EXPECT_EQ(pretty_json("\"text\""), "\"text\"");
}

TEST(PrettyJson, is_nothing_where_there_is_no_json) {
  for (const char* text : {"", "{", "{\"a\":}", "[1,]", "hello", "[1] [2]"}) EXPECT_EQ(pretty_json(text), std::nullopt);
}

TEST(PrettyJson, is_not_much_longer_however_deep_it_is) {
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_LT(pretty_json(deep)->size(), 200'000u);
}

}  // namespace
}  // namespace weft::cli::get
