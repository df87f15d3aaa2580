#include <weft/base/intrusive_list.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace weft {
namespace {

// Virtual bases and a vtable: no offset of a hook is known while compiling.
struct Base {
  virtual ~Base() = default;
  int padding = 0;
};
struct Element : virtual Base {
  explicit Element(int n) : number(n) {}
  int number;
  ListHook first;
  ListHook second;
};

using First = IntrusiveList<Element, &Element::first>;
using Second = IntrusiveList<Element, &Element::second>;

template <class List>
std::vector<int> numbers(List& list) {
  std::vector<int> out;
  if (list.empty()) return out;
  for (Element* element = &list.front(); element != nullptr; element = list.next(*element)) {
    out.push_back(element->number);
  }
  return out;
}

using Numbers = std::vector<int>;

TEST(IntrusiveList, keeps_the_order_of_insertion) {
  Element one(1), two(2), three(3), four(4);
  First list;
  EXPECT_TRUE(list.empty());
  list.push_back(two);
  list.push_back(four);
  list.push_front(one);
  list.insert_before(four, three);
  EXPECT_EQ(numbers(list), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(list.front().number, 1);
  EXPECT_EQ(list.back().number, 4);
  EXPECT_EQ(list.pop_front().number, 1);
  EXPECT_FALSE(one.first.linked());
  EXPECT_EQ(numbers(list), (Numbers{2, 3, 4}));
}

TEST(IntrusiveList, an_element_can_leave_from_anywhere) {
  for (int leaves = 1; leaves <= 3; ++leaves) {
    Element one(1), two(2), three(3);
    First list;
    for (Element* element : {&one, &two, &three}) list.push_back(*element);
    for (Element* element : {&one, &two, &three}) {
      if (element->number == leaves) First::remove(*element);
    }
    EXPECT_EQ(numbers(list).size(), 2U);
    for (const int number : numbers(list)) EXPECT_NE(number, leaves);
  }
}

TEST(IntrusiveList, removing_what_is_in_no_list_does_nothing) {
  Element one(1);
  First::remove(one);
  EXPECT_FALSE(one.first.linked());
}

TEST(IntrusiveList, an_element_may_be_in_one_list_per_hook) {
  Element one(1), two(2);
  First first;
  Second second;
  first.push_back(one);
  first.push_back(two);
  second.push_back(two);
  second.push_back(one);
  EXPECT_EQ(numbers(first), (Numbers{1, 2}));
  EXPECT_EQ(numbers(second), (Numbers{2, 1}));
  First::remove(one);
  EXPECT_EQ(numbers(second), (Numbers{2, 1}));
}

TEST(IntrusiveList, an_element_put_into_another_list_leaves_the_first) {
  Element one(1), two(2);
  First a, b;
  a.push_back(one);
  a.push_back(two);
  b.push_back(one);
  EXPECT_EQ(numbers(a), (Numbers{2}));
  EXPECT_EQ(numbers(b), (Numbers{1}));
  b.push_back(one);
  EXPECT_EQ(numbers(b), (Numbers{1}));
}

TEST(IntrusiveList, an_element_put_where_it_is_stays_there) {
  Element one(1), two(2);
  First list;
  list.push_back(one);
  list.push_back(two);
  list.push_front(one);
  EXPECT_EQ(numbers(list), (Numbers{1, 2}));
  list.insert_before(two, two);
  EXPECT_EQ(numbers(list), (Numbers{1, 2}));
}

TEST(IntrusiveList, a_destroyed_element_leaves_its_list) {
  First list;
  Element one(1);
  list.push_back(one);
  {
    Element two(2);
    list.push_back(two);
  }
  EXPECT_EQ(numbers(list), (Numbers{1}));
}

TEST(IntrusiveList, a_destroyed_list_lets_its_elements_go) {
  Element one(1);
  {
    First list;
    list.push_back(one);
  }
  EXPECT_FALSE(one.first.linked());
}

}  // namespace
}  // namespace weft
