#include <weft/trace/recording/start_text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::trace {
namespace start_text_test {
namespace {

constexpr Keeping without{.values = false, .key = {1, 2}};

std::string text_of(std::string_view start) {
  return start_text(start, without);
}

TEST(StartText, hides_the_target_of_a_request) {
  EXPECT_THAT(text_of("GET /a?key=verborgen HTTP/1.1"), testing::MatchesRegex("GET \\(16 B, [0-9a-f]+\\) HTTP/1.1"));
  EXPECT_EQ(start_text("GET /a HTTP/1.1", {.values = true}), "GET /a HTTP/1.1");
}

TEST(StartText, shows_a_phrase_that_everybody_knows_and_reasons_behind_it) {
  for (const std::string_view line : {"HTTP/1.1 204 No Content", "HTTP/1.0 404 Not Found", "HTTP/1.1 200 ",
                                      "HTTP/1.1 400 Bad Request (line_folding)"}) {
    EXPECT_EQ(text_of(line), line);
  }
}

// A phrase is the text of whoever has written the server's program.
TEST(StartText, hides_any_other_phrase) {
  EXPECT_THAT(text_of("HTTP/1.1 404 no user verborgen"), testing::MatchesRegex("HTTP/1.1 404 \\(17 B, [0-9a-f]+\\)"));
  EXPECT_THAT(text_of("HTTP/1.1 404 Not Found (Verborgen)"), testing::Not(testing::HasSubstr("Verborgen")));
  EXPECT_THAT(text_of("HTTP/1.1 799 verborgen"), testing::Not(testing::HasSubstr("verborgen")));
}

// Such a line may be a part of a body, where the two sides disagree about its length.
TEST(StartText, hides_a_line_that_is_neither) {
  for (const std::string_view line :
       {"key=verborgen and more", "verborgen", "", "GET /verborgen", "verborgen /a HTTP/x.1", "HTTP/verborgen",
        "HTTP/1.1 verborgen", "HTTP/1.1 2000 verborgen"}) {
    EXPECT_THAT(text_of(line), testing::MatchesRegex("\\([0-9]+ B, [0-9a-f]+\\)")) << line;
  }
}

}  // namespace
}  // namespace start_text_test
}  // namespace weft::trace
