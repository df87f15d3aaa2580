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
  EXPECT_THAT(error_page(http::Status::not_found, accepting("application/json")).media_type, StartsWith("text/plain"));
}

TEST(ErrorPage, is_text_for_whoever_asks_for_nothing) {
  EXPECT_EQ(error_page(http::Status::not_found, {}).text, "404 Not Found\n");
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
