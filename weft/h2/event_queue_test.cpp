#include <weft/h2/event_queue.hpp>

#include <gtest/gtest.h>

#include <variant>

namespace weft::h2 {
namespace {

class EventQueueTest : public ::testing::Test {
 protected:
  // A rejected request whose fields take some memory.
  void reject(frame::StreamId stream) {
    auto head = workspace.requests().lease();
    head->path = "/path";
    head->fields.add("x-name", "value");
    queue.add_rejected({stream, 400, close_of(Reason::fields_too_large)}, std::move(head), {.received = 10, .sent = 20},
                       begin, guard);
  }

  const Time begin = Time{} + std::chrono::seconds(100);
  Limits limits;
  Workspace workspace;
  Guard guard{limits, begin};
  Streams streams{http::Role::server, 2, workspace, begin};
  EventQueue queue{workspace};
};

TEST_F(EventQueueTest, gives_events_in_their_order) {
  queue.add(SettingsReceived{});
  queue.add(PingAcknowledged{});
  EXPECT_EQ(queue.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<SettingsReceived>(*queue.poll(streams, guard)));
  EXPECT_TRUE(std::holds_alternative<PingAcknowledged>(*queue.poll(streams, guard)));
  EXPECT_FALSE(queue.poll(streams, guard));
}

TEST_F(EventQueueTest, forgets_what_concerns_a_message_that_was_released) {
  streams.open(3, 0, 0, begin);
  queue.add(Closed{1, {}});
  queue.add(Closed{3, {}});
  EXPECT_EQ(std::get<Closed>(*queue.poll(streams, guard)).message, 3u);
  EXPECT_FALSE(queue.poll(streams, guard));
}

TEST_F(EventQueueTest, holds_memory_only_while_something_is_in_it) {
  EXPECT_EQ(queue.capacity(), 0u);
  queue.add(SettingsReceived{});
  EXPECT_GT(queue.capacity(), 0u);
  queue.poll(streams, guard);
  EXPECT_EQ(queue.capacity(), 0u);
}

// The application owes nothing for a Rejected, and no live stream has its identifier.
TEST_F(EventQueueTest, keeps_the_head_of_a_rejected_request_until_all_is_polled) {
  reject(1);
  EXPECT_GT(guard.held_fields(), 0u);
  const auto rejected = std::get<Rejected>(*queue.poll(streams, guard));
  EXPECT_EQ(rejected.request->head->path, "/path");
  EXPECT_EQ(rejected.request->traffic.sent, 20u);
  EXPECT_EQ(rejected.request->began, begin);
  EXPECT_FALSE(queue.poll(streams, guard));
  EXPECT_EQ(guard.held_fields(), 0u);
}

TEST_F(EventQueueTest, keeps_no_head_where_fields_hold_all_memory) {
  EXPECT_TRUE(guard.hold_fields(limits.held_field_octets));
  reject(1);
  EXPECT_EQ(std::get<Rejected>(*queue.poll(streams, guard)).request->head, nullptr);
  EXPECT_FALSE(queue.poll(streams, guard));
  EXPECT_EQ(guard.held_fields(), limits.held_field_octets);
}

}  // namespace
}  // namespace weft::h2
