#include <cli/explain/page.hpp>

#include <sstream>

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/explain/find.hpp>

namespace weft::cli::explain {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Term fault{List::h2,
                     "odd_frame",
                     "message",
                     "protocol_error",
                     "peer",
                     "A frame was odd.",
                     "Its author should make it even, and send it again."};
constexpr Term wait{List::wait, "lunch", "", "", "", "It waited for lunch. It was long.", "Eat earlier."};

TEST(Page, says_whose_doing_it_was_and_what_to_do) {
  EXPECT_EQ(page_of(fault, 40),
            "odd_frame: a reason of HTTP/2\n"
            "  ends    the message\n"
            "  code    PROTOCOL_ERROR (0x1)\n"
            "  blame   the peer\n"
            "  meaning A frame was odd.\n"
            "  advice  Its author should make it\n"
            "          even, and send it again.\n");
}

TEST(Page, leaves_out_what_a_term_has_not) {
  EXPECT_EQ(page_of(wait, 80),
            "lunch: what a message waits for\n"
            "  meaning It waited for lunch. It was long.\n"
            "  advice  Eat earlier.\n");
}

TEST(Page, has_the_status_that_is_answered) {
  const std::string page = page_of(find_terms("bare_lf").at(0), 80);
  EXPECT_THAT(page, HasSubstr("\n  ends    the connection\n  code    400\n  blame   the peer\n"));
  EXPECT_THAT(page_of(find_terms("not_tls").at(0), 80), Not(HasSubstr("code")));
}

TEST(Page, names_the_reasons_of_an_error_code) {
  const std::string page = page_of(find_terms("COMPRESSION_ERROR").at(1), 80);
  EXPECT_THAT(page, testing::StartsWith("COMPRESSION_ERROR (0x9): an error code of HTTP/2\n"));
  EXPECT_THAT(page, HasSubstr("\n  reasons compression_error\n"));
}

TEST(Page, is_no_wider_than_the_terminal) {
  for (const std::size_t width : {40U, 80U, 120U}) {
    for (const Term& term : all_terms()) {
      std::istringstream lines(page_of(term, width) + list_of({&term, 1}, width));
      for (std::string line; std::getline(lines, line);) {
        // A long word may stand alone.
        const bool is_word = line.find(' ', line.find_first_not_of(' ')) == line.npos;
        EXPECT_TRUE(line.size() <= width || is_word) << line;
      }
    }
  }
}

TEST(List, has_first_sentences_under_titles) {
  const Term terms[] = {fault, wait};
  EXPECT_EQ(list_of(terms, 80),
            "a reason of HTTP/2:\n"
            "  odd_frame                     A frame was odd.\n"
            "\n"
            "what a message waits for:\n"
            "  lunch                         It waited for lunch.\n");
}

TEST(List, has_every_term) {
  const std::string list = list_of(all_terms(), 80);
  for (const Term& term : all_terms()) {
    const std::string name = term.list == List::error_code ? error_code_text(term.token) : std::string(term.token);
    EXPECT_THAT(list, HasSubstr("\n  " + name.substr(0, name.find(' '))));
  }
  EXPECT_THAT(list, HasSubstr("\n  PROTOCOL_ERROR "));
}

TEST(Json, has_null_for_what_a_term_has_not) {
  const Term terms[] = {fault, wait};
  const auto all = nlohmann::json::parse(json_of(terms));
  EXPECT_EQ(all.at(0), nlohmann::json({{"list", "a reason of HTTP/2"},
                                       {"token", "odd_frame"},
                                       {"scope", "message"},
                                       {"code", "PROTOCOL_ERROR (0x1)"},
                                       {"blame", "peer"},
                                       {"meaning", "A frame was odd."},
                                       {"advice", "Its author should make it even, and send it again."}}));
  EXPECT_EQ(all.at(1).at("code"), nullptr);
  EXPECT_EQ(all.at(1).at("blame"), nullptr);
}

}  // namespace
}  // namespace weft::cli::explain
