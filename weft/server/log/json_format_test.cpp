#include <weft/server/log/json_format.hpp>

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <weft/server/log/access_record_test.hpp>

namespace weft::server {
namespace {

std::string json_line_of(std::string_view fields, const AccessRecord& record) {
  Buffer out;
  JsonFormat(*LogFields::parse(fields)).write(record, out);
  return std::string(as_text(out.readable()));
}

std::string agent_in_json(std::string_view value) {
  AccessRecord record;
  record.user_agent = value;
  return nlohmann::json::parse(json_line_of("cs(User-Agent)", record))["cs(User-Agent)"].get<std::string>();
}

TEST(JsonFormat, is_an_object_a_line_with_numbers_that_are_numbers) {
  EXPECT_EQ(json_line_of("date time cs-uri-stem sc-status sc-bytes time-taken cs(User-Agent)", example()),
            R"x({"date":"1994-11-06","time":"08:49:37","cs-uri-stem":"/hello/weft","sc-status":200,"sc-bytes":1234,)x"
            R"x("time-taken":1.023,"cs(User-Agent)":"Mozilla/5.0 (X11; Linux)"})x"
            "\n");
}

TEST(JsonFormat, leaves_out_what_has_no_value) {
  EXPECT_EQ(json_line_of("c-ip cs-uri-query sc-bytes sc-status", {}), "{\"sc-bytes\":0}\n");
  EXPECT_EQ(json_line_of("c-ip", {}), "{}\n");
}

TEST(JsonFormat, has_every_field) {
  const auto line = nlohmann::json::parse(json_line_of(LogFields::all(), example()));
  const LogFields all = *LogFields::parse(LogFields::all());
  for (const LogField* field : all) EXPECT_TRUE(line.contains(field->name)) << line;
}

TEST(JsonFormat, keeps_every_octet_on_its_line) {
  for (int octet = 0; octet < 256; ++octet) {
    AccessRecord record;
    const std::string agent = std::string("a") + static_cast<char>(octet) + "b";
    record.user_agent = agent;
    const std::string line = json_line_of("cs(User-Agent)", record);
    EXPECT_TRUE(std::all_of(line.begin(), line.end() - 1, [](char c) { return c >= 0x20 && c < 0x7f; })) << octet;
    EXPECT_TRUE(octet >= 0x80 || agent_in_json(agent) == agent) << octet;
  }
}

TEST(JsonFormat, gives_back_utf8_and_escapes_what_is_none) {
  EXPECT_EQ(agent_in_json("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  EXPECT_EQ(agent_in_json("\x7f\xc2\x85\xe2\x80\xa8"), "\x7f\xc2\x85\xe2\x80\xa8");
  EXPECT_EQ(agent_in_json("\xff\xfe"), "%FF%FE");
  EXPECT_EQ(agent_in_json("cut \xe2\x82"), "cut %E2%82");
  EXPECT_EQ(agent_in_json("lone \x80"), "lone %80");
  EXPECT_EQ(agent_in_json("\xc3("), "%C3(");
  // Too long, a surrogate, past the end.
  EXPECT_EQ(agent_in_json("\xc0\xaf"), "%C0%AF");
  EXPECT_EQ(agent_in_json("\xe0\x80\xaf"), "%E0%80%AF");
  EXPECT_EQ(agent_in_json("\xed\xa0\x80"), "%ED%A0%80");
  EXPECT_EQ(agent_in_json("\xf4\x90\x80\x80"), "%F4%90%80%80");
}

TEST(JsonFormat, cuts_what_is_too_long_and_says_so) {
  EXPECT_EQ(agent_in_json(std::string(2048, '"')), std::string(2048, '"'));
  EXPECT_EQ(agent_in_json(std::string(65536, 'a')), std::string(2048, 'a') + "...");
}

}  // namespace
}  // namespace weft::server
