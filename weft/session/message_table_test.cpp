#include <gtest/gtest.h>

#include <list>
#include <random>
#include <set>

#include <weft/session/message_table.hpp>

namespace weft::session {
namespace {

struct Message {
  http::MessageId number;
  http::MessageId id() const { return number; }
};

TEST(MessageTable, of_nothing_finds_nothing) {
  const MessageTable<Message> table;
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_TRUE(table.empty());
}

TEST(MessageTable, finds_what_was_put_in_until_it_is_erased) {
  MessageTable<Message> table;
  Message one{1};
  Message three{3};
  table.insert(one);
  table.insert(three);
  EXPECT_EQ(table.find(1), &one);
  EXPECT_EQ(table.find(3), &three);
  EXPECT_EQ(table.find(5), nullptr);
  table.erase(one);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(table.find(3), &three);
  EXPECT_EQ(table.size(), 1u);
}

TEST(MessageTable, finds_those_that_share_a_place) {
  MessageTable<Message> table;
  std::list<Message> messages;
  // The same place modulo every size that the table takes on the way.
  for (http::MessageId i = 0; i < 16; ++i) table.insert(messages.emplace_back(Message{1 + i * 1024}));
  while (!messages.empty()) {
    for (Message& message : messages) ASSERT_EQ(table.find(message.id()), &message);
    table.erase(messages.front());
    ASSERT_EQ(table.find(messages.front().id()), nullptr);
    messages.pop_front();
  }
  EXPECT_TRUE(table.empty());
}

TEST(MessageTable, agrees_with_a_set_whatever_comes_and_goes) {
  MessageTable<Message> table;
  std::list<Message> messages;
  std::mt19937 random(7);
  http::MessageId next = 1;
  for (int i = 0; i < 20'000; ++i) {
    if (messages.size() < 100 && random() % 2 == 0) {
      next += 2 + static_cast<http::MessageId>(random() % 50) * 2;
      table.insert(messages.emplace_back(Message{next}));
    } else if (!messages.empty()) {
      auto victim = std::next(messages.begin(), static_cast<std::ptrdiff_t>(random() % messages.size()));
      table.erase(*victim);
      ASSERT_EQ(table.find(victim->id()), nullptr);
      messages.erase(victim);
    }
    if (messages.empty()) continue;
    ASSERT_EQ(table.find(messages.back().id()), &messages.back());
    ASSERT_EQ(table.find(messages.front().id()), &messages.front());
  }
  std::set<const Message*> visited;
  table.for_each([&](const Message& message) { visited.insert(&message); });
  EXPECT_EQ(visited.size(), messages.size());
  EXPECT_EQ(table.size(), messages.size());
}

}  // namespace
}  // namespace weft::session
