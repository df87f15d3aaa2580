#include <weft/h2/window_budget.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

TEST(WindowBudget, gives_what_there_is) {
  WindowBudget budget(100);
  EXPECT_EQ(budget.take(60), 60u);
  EXPECT_EQ(budget.take(60), 40u);
  EXPECT_EQ(budget.take(60), 0u);
  budget.give_back(100);
  EXPECT_EQ(budget.left(), 100u);
}

TEST(BudgetShare, grows_shrinks_and_goes_back) {
  WindowBudget budget(100);
  {
    BudgetShare one(&budget);
    BudgetShare other(&budget);
    EXPECT_EQ(one.resize(70), 70u);
    EXPECT_EQ(other.resize(70), 30u);
    EXPECT_EQ(one.resize(10), 10u);
    EXPECT_EQ(other.resize(70), 70u);
    EXPECT_EQ(budget.left(), 20u);
  }
  EXPECT_EQ(budget.left(), 100u);
}

TEST(BudgetShare, knows_that_there_was_not_enough) {
  WindowBudget budget(100);
  BudgetShare share(&budget);
  share.resize(100);
  EXPECT_FALSE(share.was_short());
  share.resize(101);
  share.resize(1);
  EXPECT_TRUE(share.was_short());
}

TEST(BudgetShare, without_a_budget_is_as_large_as_it_is_wanted) {
  BudgetShare share(nullptr);
  EXPECT_EQ(share.resize(1'000'000), 1'000'000u);
  EXPECT_EQ(share.resize(1), 1u);
  EXPECT_FALSE(share.was_short());
}

}  // namespace
}  // namespace weft::h2
