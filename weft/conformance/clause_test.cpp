#include <weft/conformance/clause.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace weft::conformance {
namespace {

std::size_t words_in(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find("MUST"); at != std::string_view::npos; at = text.find("MUST", at + 1)) ++count;
  return count;
}

// The documents have this word so often outside of the section that explains it.
TEST(Clause, every_must_of_the_documents_stands_in_one) {
  std::map<std::string_view, std::size_t> words;
  for (const Clause& clause : clauses()) words[clause.document] += words_in(clause.text);
  EXPECT_THAT(words, testing::ElementsAre(testing::Pair("7541", 20), testing::Pair("8441", 8),
                                          testing::Pair("9113", 223), testing::Pair("9218", 24)));
}

TEST(Clause, is_a_sentence_with_must) {
  for (const Clause& clause : clauses()) {
    SCOPED_TRACE(id_of(clause));
    EXPECT_GT(words_in(clause.text), 0u);
    EXPECT_THAT(clause.text.back(), testing::AnyOf('.', ':'));
  }
}

TEST(Clause, has_an_id_of_its_own_by_which_it_is_found) {
  std::set<std::string> ids;
  for (const Clause& clause : clauses()) {
    EXPECT_TRUE(ids.insert(id_of(clause)).second) << id_of(clause);
    EXPECT_EQ(find_clause(id_of(clause)), &clause);
  }
  EXPECT_EQ(find_clause("9113 6.9#99"), nullptr);
  EXPECT_EQ(find_clause(""), nullptr);
}

TEST(Clause, numbers_count_up_within_a_section) {
  std::map<std::pair<std::string_view, std::string_view>, unsigned> last;
  for (const Clause& clause : clauses()) {
    EXPECT_EQ(clause.number, ++last[std::pair(clause.document, clause.section)]) << id_of(clause);
  }
}

TEST(Clause, says_why_it_is_not_simply_seen) {
  for (const Clause& clause : clauses()) {
    SCOPED_TRACE(id_of(clause));
    const bool needs_words = clause.seen == Seen::help || clause.seen == Seen::hidden;
    EXPECT_EQ(clause.why.empty(), !needs_words);
  }
}

TEST(Clause, is_told_in_words) {
  const Clause* clause = find_clause("9113 6.9#5");
  ASSERT_NE(clause, nullptr);
  EXPECT_THAT(clause->text, testing::StartsWith("A WINDOW_UPDATE frame with a length other than 4 octets MUST"));
  EXPECT_EQ(to_string(clause->binds), "both");
  EXPECT_EQ(to_string(clause->seen), "on the wire");
}

}  // namespace
}  // namespace weft::conformance
