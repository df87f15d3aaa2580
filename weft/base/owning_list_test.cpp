#include <weft/base/owning_list.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft {
namespace {

struct Owned {
  Owned(int its_number, std::vector<int>& its_ends) : number(its_number), ends(its_ends) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    EXPECT_FALSE(hook.linked());
    ends.push_back(number);
  }

  int number;
  std::vector<int>& ends;
  ListHook hook;
};

using OwnedList = OwningList<Owned, &Owned::hook>;

TEST(OwningList, keeps_the_order_in_which_elements_came) {
  std::vector<int> ends;
  OwnedList list;
  EXPECT_TRUE(list.empty());
  Owned& first = list.push_back(std::make_unique<Owned>(1, ends));
  Owned& second = list.push_back(std::make_unique<Owned>(2, ends));
  EXPECT_FALSE(list.empty());
  EXPECT_EQ(&list.front(), &first);
  EXPECT_EQ(list.next(first), &second);
  EXPECT_EQ(list.next(second), nullptr);
}

TEST(OwningList, destroys_what_is_erased_and_nothing_else) {
  std::vector<int> ends;
  OwnedList list;
  list.push_back(std::make_unique<Owned>(1, ends));
  Owned& second = list.push_back(std::make_unique<Owned>(2, ends));
  list.push_back(std::make_unique<Owned>(3, ends));
  list.erase(second);
  EXPECT_EQ(ends, std::vector<int>({2}));
  EXPECT_EQ(list.next(list.front())->number, 3);
}

TEST(OwningList, hands_over_what_is_taken) {
  std::vector<int> ends;
  OwnedList list;
  Owned& only = list.push_back(std::make_unique<Owned>(1, ends));
  std::unique_ptr<Owned> owner = list.take(only);
  EXPECT_TRUE(list.empty());
  EXPECT_TRUE(ends.empty());
  owner.reset();
  EXPECT_EQ(ends, std::vector<int>({1}));
}

TEST(OwningList, destroys_all_from_the_front_at_its_end) {
  std::vector<int> ends;
  {
    OwnedList list;
    for (int i = 1; i <= 3; ++i) list.push_back(std::make_unique<Owned>(i, ends));
  }
  EXPECT_EQ(ends, std::vector<int>({1, 2, 3}));
}

}  // namespace
}  // namespace weft
