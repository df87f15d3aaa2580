#include <weft/server/control/live/live_page.hpp>

#include <gmock/gmock.h>

namespace weft::server {
namespace live_page_test {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(LivePage, is_one_whole_text) {
  EXPECT_THAT(std::string(live_page()), AllOf(StartsWith("<!doctype html>"), EndsWith("</html>\n")));
  // Each file is in it, and in its place.
  for (const auto* part :
       {"--stream_window:", "const waits =", "class StreamPast", "function drawBar", "class Rows", "function draw()",
        "function drawVerdict", "function drawFacts", "function drawFrames", "function record()", "new EventSource"}) {
    EXPECT_THAT(std::string(live_page()), HasSubstr(part));
  }
  EXPECT_THAT(std::string(live_page()), Not(HasSubstr("page.css */")));
}

TEST(LivePage, needs_nothing_from_elsewhere) {
  for (const auto* part : {"://", "src=", "@import", "url("}) {
    EXPECT_THAT(std::string(live_page()), Not(HasSubstr(part))) << part;
  }
}

// The words of requests must never be read as markup or as a program.
TEST(LivePage, makes_no_markup_of_text) {
  for (const auto* part : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("}) {
    EXPECT_THAT(std::string(live_page()), Not(HasSubstr(part))) << part;
  }
}

TEST(LivePage, has_a_policy_that_allows_its_own_parts_alone) {
  const std::string policy = live_page_policy();
  EXPECT_THAT(policy, StartsWith("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(policy, HasSubstr("; script-src 'sha256-"));
  EXPECT_THAT(policy, HasSubstr("; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

}  // namespace live_page_test
}  // namespace weft::server
