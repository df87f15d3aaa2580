#include <weft/server/control/json_line.hpp>

#include <limits>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weft::server {
namespace json_line_test {

TEST(JsonLine, writes_each_kind_of_value) {
  EXPECT_EQ(JsonLine().text(), "null");
  EXPECT_EQ(JsonLine(nullptr).text(), "null");
  EXPECT_EQ(JsonLine(true).text(), "true");
  EXPECT_EQ(JsonLine(std::uint8_t{7}).text(), "7");
  EXPECT_EQ(JsonLine(-4).text(), "-4");
  EXPECT_EQ(JsonLine(std::numeric_limits<std::uint64_t>::max()).text(), "18446744073709551615");
  EXPECT_EQ(JsonLine(2.5).text(), "2.5");
  EXPECT_EQ(JsonLine("a").text(), "\"a\"");
  EXPECT_EQ(JsonLine(std::string("a")).text(), "\"a\"");
  EXPECT_EQ(JsonLine(std::vector<int>{1, 3}).text(), "[1,3]");
  EXPECT_EQ(JsonLine(std::vector<std::string>{}).text(), "[]");
}

// JSON has no word for them.
TEST(JsonLine, has_null_for_what_is_no_number) {
  EXPECT_EQ(JsonLine(std::numeric_limits<double>::quiet_NaN()).text(), "null");
  EXPECT_EQ(JsonLine(std::numeric_limits<double>::infinity()).text(), "null");
}

TEST(JsonLine, writes_members_in_their_order) {
  JsonLine json = {{"id", 7}, {"empty", JsonLine::object()}, {"in", JsonLine{{"b", true}, {"a", nullptr}}}};
  json["more"] = JsonLine::array();
  EXPECT_EQ(json.text(), R"({"id":7,"empty":{},"in":{"b":true,"a":null},"more":[]})");
  JsonLine list = JsonLine::array();
  list.push_back({{"a", 1}});
  list.push_back("b");
  EXPECT_EQ(list.text(), R"([{"a":1},"b"])");
}

TEST(JsonLine, escapes_what_a_request_may_say) {
  for (const std::string text : {"\"", "\\", "a\nb", "\x7f", "gr\xc3\xbcn", "<script>"}) {
    EXPECT_EQ(nlohmann::json::parse(JsonLine(text).text()), nlohmann::json(text));
  }
  EXPECT_EQ(nlohmann::json::parse(JsonLine("a\xff").text()).get<std::string>(), "a\xef\xbf\xbd");
  JsonLine json = JsonLine::object();
  json["\""] = 1;
  EXPECT_EQ(json.text(), R"({"\"":1})");
}

}  // namespace json_line_test
}  // namespace weft::server
