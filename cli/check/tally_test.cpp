#include <cli/check/tally.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace weft::cli::check {
namespace {

using conformance::Case;

constexpr auto nothing_at_all = [](conformance::Script&) {};
const Case first{"6.9/first", "", {"9113 6.9#2", "9113 6.9#5"}, conformance::goes_on(), nothing_at_all};
const Case second{"6.9/second", "", {"9113 6.9#2"}, conformance::goes_on(), nothing_at_all};

std::string_view kept(const Tally& tally, std::string_view id) {
  const auto found =
      std::ranges::find_if(tally.clauses, [id](const ClauseFinding& finding) { return id_of(*finding.clause) == id; });
  return found == tally.clauses.end() ? "not there" : to_string(found->kept);
}

Tally tally(Sort of_first, Sort of_second, bool strict = false) {
  Findings findings;
  findings.cases = {{&first, of_first}, {&second, of_second}};
  return tally_of(findings, strict);
}

TEST(Tally, takes_a_clause_for_kept_where_every_case_of_it_holds) {
  EXPECT_EQ(kept(tally(Sort::exact, Sort::exact), "9113 6.9#2"), "kept");
  EXPECT_EQ(kept(tally(Sort::exact, Sort::wrong), "9113 6.9#2"), "broken");
  EXPECT_EQ(kept(tally(Sort::hangs, Sort::exact), "9113 6.9#2"), "broken");
  EXPECT_EQ(kept(tally(Sort::exact, Sort::wrong), "9113 6.9#5"), "kept");
}

TEST(Tally, counts_what_is_allowed_only_where_it_is_not_strict) {
  EXPECT_EQ(kept(tally(Sort::exact, Sort::allowed), "9113 6.9#2"), "kept");
  EXPECT_EQ(kept(tally(Sort::exact, Sort::allowed, true), "9113 6.9#2"), "broken");
}

TEST(Tally, knows_what_was_not_tried_and_what_cannot_be_seen) {
  const Tally none = tally(Sort::not_tried, Sort::not_tried);
  EXPECT_EQ(kept(none, "9113 6.9#2"), "not tried");
  EXPECT_EQ(kept(none, "9113 6.8#5"), "not seen");
  EXPECT_EQ(none.count(Kept::yes), 0u);
  EXPECT_EQ(none.count(Kept::not_tried) + none.count(Kept::unseen), none.clauses.size());
}

TEST(Tally, has_no_clause_that_binds_clients_or_intermediaries_alone) {
  const Tally none = tally(Sort::exact, Sort::exact);
  EXPECT_EQ(kept(none, "9113 8.4.1#4"), "not there");
  EXPECT_EQ(kept(none, "9113 10.3#1"), "not there");
}

TEST(Tally, of_a_client_has_no_clause_that_binds_servers_alone) {
  Findings findings;
  findings.role = http::Role::client;
  findings.cases = {{&first, Sort::exact}};
  const Tally of_client = tally_of(findings, false);
  EXPECT_EQ(kept(of_client, "9113 8.4.1#4"), "not tried");
  EXPECT_EQ(kept(of_client, "9113 8.4#6"), "not there");
  EXPECT_EQ(kept(of_client, "9113 6.9#2"), "kept");
}

}  // namespace
}  // namespace weft::cli::check
