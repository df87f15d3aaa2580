#include <cli/explain/terms.hpp>

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::explain {
namespace {

using testing::EndsWith;

bool is_reason(List list) {
  return list <= List::load;
}

std::string place_of(const Term& term) {
  return std::string(title_of(term.list)) + ": " + std::string(term.token);
}

TEST(Terms, has_terms_of_every_list) {
  std::set<List> lists;
  for (const Term& term : all_terms()) lists.insert(term.list);
  EXPECT_EQ(lists.size(), static_cast<std::size_t>(List::misuse) + 1);
}

TEST(Terms, has_no_token_twice_in_a_list) {
  std::set<std::pair<List, std::string_view>> seen;
  for (const Term& term : all_terms()) EXPECT_TRUE(seen.insert({term.list, term.token}).second) << place_of(term);
}

TEST(Terms, says_of_each_what_it_means_and_what_to_do) {
  for (const Term& term : all_terms()) {
    EXPECT_FALSE(term.meaning.empty()) << place_of(term);
    EXPECT_THAT(term.advice, EndsWith(".")) << place_of(term);
    EXPECT_GE(term.advice.size(), 30U) << place_of(term);
    EXPECT_NE(term.advice, term.meaning) << place_of(term);
  }
}

// Two codes may have one meaning, and two layers one ordinary end: one list has each text of a fault once.
TEST(Terms, has_advice_of_its_own_for_each_fault_of_a_list) {
  std::map<std::pair<List, std::string_view>, std::string_view> seen;
  for (const Term& term : all_terms()) {
    if (!is_reason(term.list) || term.blame == "nobody") continue;
    const auto [place, is_new] = seen.insert({{term.list, term.advice}, term.token});
    EXPECT_TRUE(is_new) << place_of(term) << " has the advice of " << place->second;
  }
}

TEST(Terms, knows_scope_and_blame_of_each_reason_and_of_nothing_else) {
  const std::set<std::string_view> scopes{"message", "connection"};
  const std::set<std::string_view> blames{"peer", "user", "library", "nobody"};
  for (const Term& term : all_terms()) {
    EXPECT_EQ(scopes.contains(term.scope), is_reason(term.list)) << place_of(term);
    EXPECT_EQ(blames.contains(term.blame), is_reason(term.list)) << place_of(term);
    EXPECT_EQ(term.code.empty(), !is_reason(term.list)) << place_of(term);
  }
}

TEST(Terms, has_a_title_of_its_own_for_each_list) {
  std::set<std::string_view> titles;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(List::misuse); ++i) {
    const std::string_view title = title_of(static_cast<List>(i));
    EXPECT_FALSE(title.empty());
    EXPECT_TRUE(titles.insert(title).second) << title;
  }
}

}  // namespace
}  // namespace weft::cli::explain
