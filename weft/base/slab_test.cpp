#include <weft/base/slab.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

namespace weft {
namespace {

TEST(Slab, objects_keep_address_and_value_while_others_come_and_go) {
  Slab<std::string> slab;
  std::vector<std::string*> objects;
  for (int i = 0; i < 200; ++i) objects.push_back(slab.make(std::to_string(i) + " is long enough for the heap"));
  EXPECT_EQ(slab.live(), 200U);
  for (std::size_t i = 0; i < 200; i += 2) slab.destroy(objects[i]);
  EXPECT_EQ(slab.live(), 100U);
  for (std::size_t i = 0; i < 200; i += 2) objects[i] = slab.make("new");
  for (std::size_t i = 1; i < 200; i += 2) {
    EXPECT_EQ(*objects[i], std::to_string(i) + " is long enough for the heap");
  }
  EXPECT_EQ(std::set<std::string*>(objects.begin(), objects.end()).size(), 200U);
  for (std::string* object : objects) slab.destroy(object);
  EXPECT_EQ(slab.live(), 0U);
}

TEST(Slab, memory_of_the_last_destroyed_object_is_used_first) {
  Slab<int> slab;
  int* one = slab.make(1);
  slab.make(2);
  slab.destroy(one);
  EXPECT_EQ(slab.make(3), one);
}

struct alignas(64) Aligned {
  std::uint8_t octet = 1;
};

TEST(Slab, alignment_beyond_the_default_is_kept) {
  Slab<Aligned> slab;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(reinterpret_cast<std::uintptr_t>(slab.make()) % alignof(Aligned), 0U);
}

TEST(Slab, an_object_may_be_smaller_than_a_pointer) {
  Slab<std::uint8_t> slab;
  std::vector<std::uint8_t*> objects;
  for (unsigned i = 0; i < 100; ++i) objects.push_back(slab.make(static_cast<std::uint8_t>(i)));
  for (unsigned i = 0; i < 100; ++i) EXPECT_EQ(*objects[i], i);
}

}  // namespace
}  // namespace weft
