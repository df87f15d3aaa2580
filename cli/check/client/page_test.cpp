#include <cli/check/client/page.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <cli/check/client/upload.hpp>
#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

TEST(StartPage, has_a_link_for_each_case) {
  const std::string page = start_page({{&exact_case}, {&wrong_case}});
  EXPECT_THAT(page, testing::HasSubstr("<a href=\"/6.9/exact\">6.9/exact</a> something</li>"));
  EXPECT_THAT(page, testing::HasSubstr("something &lt;else&gt;</li>"));
}

TEST(StartPage, uploads_for_cases_that_need_content) {
  static const conformance::Case upload{"0/upload", "nothing", {}, conformance::takes(), sends_nothing, {.body = 1}};
  EXPECT_THAT(start_page({{&upload}}),
              testing::HasSubstr(fmt::format("href=\"/0/upload\" data-upload={}>", Upload::size)));
}

TEST(StartPage, says_what_is_known_of_a_case) {
  EXPECT_THAT(start_page({{&exact_case, "wrong, worth another visit"}}),
              testing::HasSubstr("6.9/exact</a> something <b>wrong, worth another visit</b></li>"));
}

// It is one answer, for which no window has to be opened.
TEST(StartPage, of_all_cases_fits_into_the_window_of_a_stream) {
  std::vector<Offer> all;
  for (const conformance::Case& one : conformance::client_cases())
    all.push_back({&one, "without GOAWAY, but not each time, worth another visit"});
  EXPECT_LT(start_page(all).size(), 65'535u);
}

}  // namespace
}  // namespace weft::cli::check
