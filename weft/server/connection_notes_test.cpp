#include <weft/server/connection_notes.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(ConnectionNotes, are_of_one_connection_and_one_key_until_it_closes) {
  ConnectionNotes notes;
  const int a = 0;
  const int b = 0;
  EXPECT_EQ(notes.at(1, &a), nullptr);
  const auto kept = std::make_shared<int>(5);
  notes.at(1, &a) = kept;
  EXPECT_EQ(notes.at(1, &a), kept);
  EXPECT_EQ(notes.at(1, &b), nullptr);
  EXPECT_EQ(notes.at(2, &a), nullptr);
  EXPECT_EQ(notes.find(1, &a), kept.get());
  EXPECT_EQ(notes.find(1, &b), nullptr);
  EXPECT_EQ(notes.find(3, &a), nullptr);
  notes.forget(1);
  EXPECT_EQ(kept.use_count(), 1);
  notes.forget(2);
  EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace weft::server
