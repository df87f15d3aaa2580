#include <weft/h2/workspace.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h2 {
namespace {

TEST(Pool, gives_the_same_object_again_and_empty) {
  Pool<http::RequestHead> pool;
  auto head = pool.lease();
  const http::RequestHead* const first = head.get();
  head->path = "/";
  head->fields.add("a", "b");
  head.reset();
  head = pool.lease();
  EXPECT_EQ(head.get(), first);
  EXPECT_TRUE(head->fields.empty());
  EXPECT_TRUE(head->path.empty());
}

TEST(Pool, does_not_keep_what_has_grown_huge) {
  Pool<http::Fields> pool;
  auto fields = pool.lease();
  fields->add("a", std::string(100'000, 'x'));
  fields.reset();
  fields = pool.lease();
  EXPECT_LT(fields->capacity(), 10'000u);
}

TEST(Pool, gives_no_object_twice) {
  Pool<http::Fields> pool;
  const auto kept = pool.lease();
  const auto other = pool.lease();
  EXPECT_NE(other.get(), kept.get());
}

// A stream has room for three of them.
TEST(Lease, is_no_larger_than_a_pointer) {
  EXPECT_EQ(sizeof(Pool<http::Fields>::Lease), sizeof(void*));
}

TEST(Spare, keeps_the_memory_of_a_container) {
  Spare<Buffer> spare;
  Buffer buffer = spare.take();
  buffer.append(as_octets("text"));
  const std::size_t capacity = buffer.capacity();
  spare.give_back(std::move(buffer));
  buffer = spare.take();
  EXPECT_EQ(buffer.capacity(), capacity);
  EXPECT_TRUE(buffer.empty());
}

TEST(Spare, does_not_keep_what_has_grown_huge) {
  Spare<Buffer> spare;
  Buffer buffer;
  buffer.append(as_octets(std::string(100'000, 'x')));
  spare.give_back(std::move(buffer));
  EXPECT_EQ(spare.take().capacity(), 0u);
}

TEST(Workspace, gives_scratch_that_is_empty) {
  Workspace workspace;
  workspace.scratch().add("a", "b");
  EXPECT_TRUE(workspace.scratch().empty());
}

}  // namespace
}  // namespace weft::h2
