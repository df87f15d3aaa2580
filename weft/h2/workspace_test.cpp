#include <weft/h2/workspace.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h2 {
namespace {

TEST(Pool, gives_the_same_object_again_and_empty) {
  Pool<http::RequestHead> pool;
  http::RequestHead* head = pool.take();
  head->path = "/";
  head->fields.add("a", "b");
  pool.give_back(head);
  EXPECT_EQ(pool.take(), head);
  EXPECT_TRUE(head->fields.empty());
  EXPECT_TRUE(head->path.empty());
  pool.give_back(head);
}

TEST(Pool, does_not_keep_what_has_grown_huge) {
  Pool<http::Fields> pool;
  http::Fields* fields = pool.take();
  fields->add("a", std::string(100'000, 'x'));
  pool.give_back(fields);
  fields = pool.take();
  EXPECT_LT(fields->capacity(), 10'000u);
  pool.give_back(fields);
}

TEST(Pool, gets_back_a_lease_that_nobody_keeps) {
  Pool<http::Fields> pool;
  http::Fields* kept = pool.take();
  pool.give_back(kept);
  static_cast<void>(pool.lease());
  auto lease = pool.lease();
  EXPECT_EQ(lease.get(), kept);
  kept = lease.release();
  const auto other = pool.lease();
  EXPECT_NE(other.get(), kept);
  pool.give_back(kept);
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
