#include <weft/server/error_page.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

http::Fields accepting(std::string_view types) {
  http::Fields fields;
  fields.add("accept", types);
  return fields;
}

TEST(ErrorPage, is_html_for_a_browser) {
  const auto page = error_page(http::Status::not_found, accepting("text/html,application/xhtml+xml,*/*;q=0.8"));
  EXPECT_THAT(page.media_type, StartsWith("text/html"));
  EXPECT_THAT(page.text, HasSubstr("<title>404 Not Found</title>"));
}

TEST(ErrorPage, is_text_for_whoever_refuses_html) {
  EXPECT_THAT(error_page(http::Status::not_found, accepting("text/html;q=0")).media_type, StartsWith("text/plain"));
  EXPECT_THAT(error_page(http::Status::not_found, accepting("image/png, */*")).media_type, StartsWith("text/plain"));
}

TEST(ErrorPage, is_text_for_whoever_asks_for_nothing) {
  EXPECT_EQ(error_page(http::Status::not_found, {}).text, "404 Not Found\n");
}

TEST(ErrorPage, is_a_problem_for_whoever_likes_json_better) {
  const auto media_type_for = [](std::string_view types) {
    return std::string(error_page(http::Status::not_found, accepting(types)).media_type);
  };
  for (const auto* types : {"application/json", "application/json, text/plain, */*", "application/problem+json",
                            "text/html;q=0.5, application/json;q=0.6"}) {
    EXPECT_EQ(media_type_for(types), "application/problem+json") << types;
  }
  for (const auto* types :
       {"text/html, application/json", "text/html, application/json;q=0.9", "application/json;q=0"}) {
    EXPECT_NE(media_type_for(types), "application/problem+json") << types;
  }
  EXPECT_EQ(problem_page(static_cast<http::Status>(499)).text, "{\"type\":\"about:blank\",\"status\":499}\n");
  EXPECT_EQ(problem_page(static_cast<http::Status>(499), "a \"b\"\xff").text,
            "{\"type\":\"about:blank\",\"status\":499,\"detail\":\"a \\\"b\\\"\xef\xbf\xbd\"}\n");
}

TEST(ErrorPage, of_a_status_without_a_name_shows_the_number) {
  EXPECT_EQ(error_page(static_cast<http::Status>(499), {}).text, "499\n");
}

TEST(ErrorPage, has_a_sentence_where_there_is_one) {
  EXPECT_EQ(error_page(http::Status::bad_request, {}, "<b> is\nwrong").text, "400 Bad Request\n<b> is\\x0awrong\n");
  EXPECT_THAT(error_page(http::Status::bad_request, accepting("text/html"), "<b> is wrong").text,
              HasSubstr("<p>&lt;b&gt; is wrong</p>\n"));
}

}  // namespace
}  // namespace weft::server
