#include <cli/explain/find.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::explain {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<List> lists_of(std::string_view name) {
  std::vector<List> lists;
  for (const Term& term : find_terms(name)) lists.push_back(term.list);
  return lists;
}

TEST(FindTerms, finds_every_token) {
  for (const Term& term : all_terms()) EXPECT_THAT(lists_of(term.token), Contains(term.list)) << term.token;
}

TEST(FindTerms, finds_a_token_in_every_list_that_has_it) {
  EXPECT_THAT(lists_of("complete"), ElementsAre(List::session, List::h2, List::h1));
  EXPECT_THAT(lists_of("peer_chose_http11"), ElementsAre(List::fallback, List::version));
}

TEST(FindTerms, takes_fields_of_the_access_log) {
  EXPECT_THAT(lists_of("x-wait-stream-window"), ElementsAre(List::wait));
  EXPECT_THAT(lists_of("x-wait-pool"), ElementsAre(List::wait));
}

TEST(FindTerms, takes_names_of_error_codes_in_any_case) {
  EXPECT_THAT(lists_of("PROTOCOL_ERROR"), ElementsAre(List::error_code));
  EXPECT_THAT(lists_of("Protocol-Error"), ElementsAre(List::error_code));
  EXPECT_THAT(lists_of("SETTINGS_TIMEOUT"), ElementsAre(List::h2, List::load, List::error_code));
}

TEST(FindTerms, takes_numbers_of_error_codes) {
  EXPECT_EQ(find_terms("0x2").at(0).token, "internal_error");
  EXPECT_EQ(find_terms("2").at(0).token, "internal_error");
  EXPECT_EQ(find_terms("0XD").at(0).token, "http_1_1_required");
  // The reason of this name is not meant.
  EXPECT_THAT(lists_of("0x4"), ElementsAre(List::error_code));
  EXPECT_EQ(find_terms("0").at(0).token, "no_error");
}

TEST(FindTerms, finds_nothing_for_other_words) {
  EXPECT_THAT(find_terms("disk_full"), IsEmpty());
  EXPECT_THAT(find_terms(""), IsEmpty());
  EXPECT_THAT(find_terms("0xe"), IsEmpty());
  EXPECT_THAT(find_terms("0x"), IsEmpty());
  EXPECT_THAT(find_terms("4294967297"), IsEmpty());
}

TEST(WhyUnknown, names_the_nearest_word) {
  EXPECT_THAT(why_unknown("steam_window_exceeded"), HasSubstr("did you mean \"stream_window_exceeded\"?"));
  EXPECT_THAT(why_unknown("x-wait-sockets"), HasSubstr("did you mean \"socket\"?"));
  EXPECT_THAT(why_unknown("PROTOCOL_EROR"), HasSubstr("did you mean \"protocol_error\"?"));
}

TEST(WhyUnknown, says_which_error_codes_there_are) {
  EXPECT_EQ(why_unknown("0x20"), "0x20 is no error code of HTTP/2: RFC 9113 7 has 0x0 to 0xd");
}

TEST(ErrorCodeText, has_name_and_number_of_codes_alone) {
  EXPECT_EQ(error_code_text("http_1_1_required"), "HTTP_1_1_REQUIRED (0xd)");
  EXPECT_EQ(error_code_text("no_error"), "NO_ERROR (0x0)");
  EXPECT_EQ(error_code_text("400"), "");
}

TEST(ReasonsWithCode, are_those_of_http2) {
  EXPECT_THAT(reasons_with_code("compression_error"), ElementsAre("compression_error"));
  EXPECT_THAT(reasons_with_code("enhance_your_calm"), Contains("continuations_limit"));
  EXPECT_THAT(reasons_with_code("enhance_your_calm"), Not(Contains("stream_limit")));
  EXPECT_THAT(reasons_with_code("connect_error"), IsEmpty());
}

}  // namespace
}  // namespace weft::cli::explain
