#include <weft/client/transport/recording.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include <weft/base/printable.hpp>
#include <weft/config/placed_json.hpp>

namespace weft::client {
namespace recording_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const RecordedExchange made{.method = "POST",
                            .url = "https://a.test/notes",
                            .request_fields = {{"accept", "text/html"}, {"x-a", "1"}, {"x-a", "2"}, {"x-a", "3"}},
                            .body_sha256 = recorded_hash("content"),
                            .status = http::Status::created,
                            .fields = {{"content-type", "text/plain"}},
                            .body = "made\n\"so\" \xc3\xa4",
                            .trailers = {{"x-sum", "12"}}};

TEST(Recording, comes_back_as_it_was) {
  const auto read = read_recording(fmt::format("[{}, {}]", to_json(made), to_json(made)));
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[1].method, "POST");
  EXPECT_EQ(read[1].url, made.url);
  EXPECT_EQ(read[1].request_fields, made.request_fields);
  EXPECT_EQ(read[1].body_sha256, "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
  EXPECT_EQ(read[1].status, http::Status::created);
  EXPECT_EQ(read[1].fields, made.fields);
  EXPECT_EQ(read[1].body, made.body);
  EXPECT_EQ(read[1].trailers, made.trailers);
}

TEST(Recording, is_text_for_people) {
  const std::string text = to_json(made);
  EXPECT_THAT(text, HasSubstr("\"url\": \"https://a.test/notes\""));
  EXPECT_THAT(text, HasSubstr("\"body\": \"made\\n\\\"so\\\" \xc3\xa4\""));
}

TEST(Recording, has_octets_in_base64) {
  RecordedExchange binary = made;
  binary.body = std::string("\0\xff", 2);
  EXPECT_THAT(to_json(binary), HasSubstr("\"body_base64\": \"AP8=\""));
  EXPECT_EQ(read_recording(fmt::format("[{}]", to_json(binary)))[0].body, binary.body);
}

// RFC 9110 5.5: octets above 0x7f are obs-text, in whichever charset somebody has written them.
TEST(Recording, keeps_the_octets_of_fields_that_are_no_text) {
  RecordedExchange latin = made;
  latin.request_fields = {{"x-latin", "caf\xe9"}};
  latin.fields = {{"x-a", "1"}, {"x-a", "\xff\xfe"}, {"x-a", "\xc3\xa4"}};
  latin.trailers = {{"x-sum", "\xe9"}};
  const std::string text = to_json(latin);
  EXPECT_TRUE(is_text(text));
  EXPECT_THAT(text, HasSubstr("\"base64\": \"Y2Fm6Q==\""));
  EXPECT_THAT(text, HasSubstr("\"\xc3\xa4\""));
  const auto read = read_recording(fmt::format("[{}]", text));
  EXPECT_EQ(read[0].request_fields, latin.request_fields);
  EXPECT_EQ(read[0].fields, latin.fields);
  EXPECT_EQ(read[0].trailers, latin.trailers);
}

TEST(Recording, that_is_none_is_told_with_its_place) {
  const std::string request = R"("request": {"method": "GET", "url": "https://a.test/"})";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{}", "expected a list of exchanges"},
      {"[1]", "expected an exchange"},
      {"[{\"request\": {}, \"response\": {}}]", "expected a request with \"method\" and \"url\""},
      {"[{" + request + ", \"response\": {}}]", "expected a response with \"status\""},
      {"[{" + request + ", \"response\": {\"status\": 100}}]", "expected a final status, 200 to 599"},
      {"[{" + request + ", \"response\": {\"statu\": 200}}]", "\"statu\" is not known, did you mean \"status\"?"},
      {"[{" + request + ", \"response\": {\"status\": 200, \"body_base64\": \"?\"}}]", "expected a text in Base64"},
      {"[{" + request + ", \"response\": {\"status\": 200, \"fields\": {\"a\": 1}}}]", "expected the value of a field"},
      {"[{" + request + ", \"response\": {\"status\": 200, \"fields\": {\"a\": {\"base65\": \"\"}}}}]",
       "expected the value of a field"},
      {"[{" + request + ", \"response\": {\"status\": 200, \"fields\": {\"a\": {\"base64\": \"?\"}}}}]",
       "expected a text in Base64"},
  };
  for (const auto& [text, expected] : cases) {
    try {
      read_recording(text);
      ADD_FAILURE() << text;
    } catch (const config::JsonError& wrong) {
      EXPECT_THAT(wrong.what(), HasSubstr(expected)) << text;
    }
  }
}

}  // namespace recording_test
}  // namespace weft::client
